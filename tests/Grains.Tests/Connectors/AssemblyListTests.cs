using System.Text.Json;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Assembly;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Assembly;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Assembly's lists and dates, over HTTP: pages, what moves meanwhile, and what the documents leave open.</summary>
public sealed class AssemblyListTests
{
    private static readonly SchoolSession Friday = new(new DateOnly(2026, 11, 20), Session.AM);

    [Fact]
    public async Task A_list_the_schools_system_does_not_supply_is_said_and_hides_no_pupil()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.NotSupplied.Add("exclusions");

        await source.Feed.Poll();

        Assert.Equal(Coverage.NotSupplied, source.Feed.Coverage["exclusions"]);
        Assert.Equal(2, source.Feed.All<Pupil>().Count());
    }

    [Theory]
    [InlineData(DateShape.Published)]
    [InlineData(DateShape.OffsetZone)]
    [InlineData(DateShape.AbbreviatedZone)]
    [InlineData(DateShape.NoFraction)]
    [InlineData(DateShape.PlainText)]
    [InlineData(DateShape.Mixed)]
    public async Task A_date_is_the_day_it_says_however_it_is_written_and_may_be_absent(DateShape dates)
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Enrol(SmallTrust.Pupil(2) with { Born = null });
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.Dates = dates;

        await source.Feed.Poll();

        Assert.Equal([new DateOnly(2012, 6, 1), null], source.Feed.All<Pupil>().OrderBy(pupil => pupil.Student).Select(pupil => pupil.Born));
        Assert.Empty(source.Feed.Quarantined);
    }

    [Theory]
    [InlineData(true, true, 180)]
    [InlineData(true, false, -180)]
    [InlineData(false, true, -180)]
    [InlineData(false, false, 180)]
    public async Task Whatever_the_documents_leave_open_two_quiet_sweeps_find_everything(bool envelopes, bool notModified, int skewSeconds)
    {
        await using var trust = await SmallTrust.StartAsync(230);
        await using var source = await AssemblySource.Start(trust);
        (source.Server.SpeaksEnvelopes, source.Server.AnswersNotModified) = (envelopes, notModified);
        (source.Server.Faults.UpdatedAfterIsExclusive, source.Server.Faults.ClockSkew) = (notModified, TimeSpan.FromSeconds(skewSeconds));
        source.Server.Faults.AddsUnknownFields = true;
        await source.Feed.Poll();

        trust.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var number = 1; number <= 230; number++)
            trust.Editor.Mark($"upi{number:00000}", Friday, "/", visibleAfter: TimeSpan.FromSeconds(number % 2 * 90));
        await source.Feed.Poll();
        trust.Clock.Advance(TimeSpan.FromMinutes(10));
        await source.Feed.Poll();

        Assert.Equal((230, 230), (source.Feed.All<Pupil>().Count(), source.Feed.All<Mark>().Count()));
        Assert.Empty(source.Feed.Quarantined);
    }

    [Theory]
    [InlineData(99, 1, 0)]
    [InlineData(100, 2, 1)]
    [InlineData(101, 2, 1)]
    public async Task A_bare_page_that_is_exactly_full_costs_one_more_request(int pupils, int pages, int edges)
    {
        await using var trust = await SmallTrust.StartAsync(pupils);
        await using var source = await AssemblySource.Start(trust);
        source.Server.SpeaksEnvelopes = false;
        await source.Feed.Probe();
        var before = source.Server.Asked;

        await source.Feed.Poll("roll");

        // The status is asked first; and at each edge between two pages, whether the row before it has moved.
        Assert.Equal(pupils, source.Feed.All<Pupil>().Count());
        Assert.Equal(1 + pages + edges, source.Server.Asked - before);
    }

    [Theory]
    [InlineData("2026-07-06")]
    [InlineData("2026-07-06T00:00+01:00")]
    [InlineData("2026-07-06T00:00Z")]
    [InlineData("2026-07-06T00:00:00.000+01:00")]
    [InlineData("2026-07-06 00:00:00 +01:00")]
    [InlineData("2026-07-05T23:00Z")]
    public void A_date_is_that_day_however_it_is_written(string text) =>
        Assert.Equal(new DateOnly(2026, 7, 6), JsonSerializer.Deserialize<AssemblyDate>($"\"{text}\"").Day);

    [Theory]
    [InlineData(304)]
    [InlineData(404)]
    public async Task Behind_a_round_number_of_rows_there_may_be_nothing_more(int status)
    {
        await using var trust = await SmallTrust.StartAsync(50);
        await using var source = await AssemblySource.Start(trust);
        source.Server.SpeaksEnvelopes = false;
        await source.Feed.Poll();
        trust.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var number = 1; number <= 50; number++)
            trust.Editor.Mark($"upi{number:00000}", Friday, "/");
        source.Server.Faults.Next(request => request is { Resource: "attendances", Page: 2 }, new Fault.Refuse(status));

        await source.Feed.Poll();

        Assert.Equal(50, source.Feed.All<Mark>().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_that_shrinks_while_it_is_read_is_read_again_and_nobody_is_missed(bool envelopes)
    {
        await using var trust = await SmallTrust.StartAsync(230);
        await using var source = await AssemblySource.Start(trust);
        source.Server.SpeaksEnvelopes = envelopes;
        source.Server.Faults.Order = RowOrder.ByUpdate;
        source.Server.Faults.Next(
            request => request is { Resource: "students", Page: 2 }, new Fault.Meanwhile(() => trust.Editor.Remove("upi00001", leavesTombstone: false)));

        await source.Feed.Poll("roll");

        Assert.Equal(230, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task A_list_that_never_holds_still_fails_the_sweep()
    {
        await using var trust = await SmallTrust.StartAsync(230);
        await using var source = await AssemblySource.Start(trust);
        var next = 0;
        source.Server.Faults.Next(
            request => request is { Resource: "students", Page: 2 },
            new Fault.Meanwhile(() => trust.Editor.Remove($"upi{++next:00000}", leavesTombstone: false)), times: 99);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll("roll"));

        Assert.Contains("changed each time", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, next);
    }

    [Theory]
    [InlineData("https://elsewhere.example/students?page=2")]
    [InlineData("itself")]
    public async Task A_next_page_that_is_no_later_page_number_is_not_followed(string next)
    {
        await using var trust = await SmallTrust.StartAsync(230);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.Next(
            request => request.Resource == "students", next == "itself" ? new Fault.LeadToItself() : new Fault.LeadTo(next), times: 9);

        await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll("roll"));
    }

    [Fact]
    public async Task Nothing_new_leaves_the_memory_as_it_is()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        await source.Feed.Poll();
        var before = source.Feed.Memory;

        await source.Feed.Poll();

        Assert.Same(before, source.Feed.Memory);
    }

    [Fact]
    public async Task A_row_that_a_list_has_twice_counts_once_is_said_and_keeps_nobody_on_roll_who_has_gone()
    {
        await using var trust = await SmallTrust.StartAsync(230);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.DoublesRow = 3;

        await source.Feed.Poll("roll");
        var said = source.Feed.Quarantined.ToList();
        trust.Editor.Remove("upi00230", leavesTombstone: false);
        trust.Clock.Advance(TimeSpan.FromHours(7));
        await source.Feed.ReadFully("roll");
        var once = source.Feed.All<Pupil>().Count();
        trust.Clock.Advance(TimeSpan.FromHours(7));
        await source.Feed.ReadFully("roll");

        Assert.Contains("twice", Assert.Single(said).Reason, StringComparison.Ordinal);
        Assert.Equal((230, 229), (once, source.Feed.All<Pupil>().Count()));
    }

    [Fact]
    public async Task A_page_twice_in_the_place_of_another_is_no_row_twice_and_nobody_is_missed()
    {
        await using var trust = await SmallTrust.StartAsync(300);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll("roll");
        trust.Clock.Advance(TimeSpan.FromHours(21));
        source.Server.Faults.Next(request => request is { Resource: "students", Page: >= 3 }, new Fault.RepeatEarlierPage(), times: 99);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.ReadFully("roll"));

        Assert.Contains("changed each time", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("missing-pupils", source.Feed.Memory.Tables.Keys);
        Assert.Equal(300, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task Nothing_has_changed_is_no_answer_to_a_list_that_was_asked_for_whole()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        trust.Clock.Advance(TimeSpan.FromHours(21));
        source.Server.Faults.Next(request => request.Resource == "students", new Fault.Refuse(304));

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.ReadFully("roll"));

        Assert.Contains("304", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("missing-pupils", source.Feed.Memory.Tables.Keys);
    }
}
