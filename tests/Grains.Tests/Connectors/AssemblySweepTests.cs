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

/// <summary>Whole sweeps against the Assembly stand-in, over HTTP.</summary>
public sealed class AssemblySweepTests
{
    private static readonly SchoolSession Friday = new(new DateOnly(2026, 11, 20), Session.AM);

    [Fact]
    public async Task A_pupil_has_group_year_dates_and_statuses_and_is_found_by_mis_id_and_upn()
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { InCare = [new DateRange(new DateOnly(2026, 9, 7), null)] });
        await using var source = await Source.Start(trust);

        await source.Feed.Poll();

        var pupil = Assert.Single(source.Feed.All<Pupil>());
        Assert.Equal((10, "10A", new DateOnly(2012, 6, 1), new DateOnly(2023, 9, 1)), (pupil.YearGroup, pupil.Registration, pupil.Born, pupil.Joined));
        Assert.Equal([StatusKind.CLA, StatusKind.SENSupport], pupil.Statuses.Select(status => status.Kind));
        Assert.Equal(("RF", "Ruth Fernbrook"), (pupil.Initials, pupil.FullName));
        var directory = PupilDirectory.From(source.Feed.Memory);
        Assert.Equal(pupil.Student.Value, directory.MisIds["1"]);
        Assert.Equal(pupil.Student.Value, Assert.Single(directory.UpnHashes).Value);
        Assert.Equal(pupil.Student.Value, directory.AdmissionNumbers["000001"]);
        Assert.Empty(source.Feed.Quarantined);
    }

    [Fact]
    public async Task A_list_the_schools_system_does_not_supply_is_said_and_hides_no_pupil()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        await using var source = await Source.Start(trust);
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
        await using var source = await Source.Start(trust);
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
        await using var source = await Source.Start(trust);
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
        await using var source = await Source.Start(trust);
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
        await using var source = await Source.Start(trust);
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
        await using var source = await Source.Start(trust);
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
        await using var source = await Source.Start(trust);
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
        await using var source = await Source.Start(trust);
        source.Server.Faults.Next(
            request => request.Resource == "students", next == "itself" ? new Fault.LeadToItself() : new Fault.LeadTo(next), times: 9);

        await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll("roll"));
    }

    [Fact]
    public async Task Pupils_who_would_go_all_at_once_go_when_a_person_has_said_so_of_just_them()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        await using var source = await Source.Start(trust);
        await source.Feed.Poll();
        for (var number = 1; number <= 15; number++)
            trust.Editor.Remove($"upi{number:00000}", leavesTombstone: false);
        trust.Clock.Advance(TimeSpan.FromDays(1));
        var refused = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.ReadFully("roll"));

        source.Feed.Binding = source.Feed.Binding with { AcceptedChange = "of something else" };
        var other = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.ReadFully("roll"));
        var before = source.Feed.All<Pupil>().Count();
        source.Feed.Binding = source.Feed.Binding with { AcceptedChange = refused.Change!.Id };
        await source.Feed.ReadFully("roll");

        Assert.Equal((15, 30, refused.Change), (refused.Change!.Going, refused.Change.Known, other.Change));
        Assert.Equal((30, 15), (before, source.Feed.All<Pupil>().Count()));
    }

    [Fact]
    public async Task A_token_that_has_run_out_is_renewed_once_and_what_it_has_become_is_kept()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await Source.Start(trust);
        await source.Feed.Poll();
        Assert.Empty(source.Kept);

        source.Server.Expire(trust.School);
        await source.Feed.Poll();
        source.Server.Expire(trust.School);
        await source.Feed.Poll();

        Assert.Equal(2, source.Kept.Count);
        Assert.Equal(3, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task Without_a_first_token_the_refresh_token_brings_it()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await Source.Start(trust);
        source.Feed.Binding = source.Feed.Binding with { Token = "" };

        await source.Feed.Poll();

        Assert.Single(source.Kept);
        Assert.Equal(3, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task A_renewed_token_outlives_its_process_until_another_is_configured()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await Source.Start(trust);
        source.Server.Expire(trust.School);
        await source.Feed.Poll();

        source.Feed.Binding = source.Binding(trust, kept: source.Kept[^1]);
        await source.Feed.Poll();
        source.Server.Disconnect(trust.School);
        var refused = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());
        source.Connection = source.Server.Connect(trust.School);
        source.Feed.Binding = source.Binding(trust, kept: source.Kept[^1]);
        await source.Feed.Poll();

        Assert.Contains("connected again", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(source.Connection.RefreshToken, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_school_is_found_out_before_anything_is_read()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await Source.Start(trust);
        source.Feed.Binding = source.Feed.Binding with { Token = "", UpstreamSchool = "4711" };

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());

        // What the refresh token has become is kept, for it is spent; the token itself is not used by a later sweep either.
        source.Feed.Binding = source.Binding(trust, kept: source.Kept[^1]) with { Token = "", UpstreamSchool = "4711" };
        var again = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());
        source.Feed.Binding = source.Binding(trust, kept: source.Kept[^1]) with { Token = "" };

        Assert.All([failure, again], each => Assert.Contains("another school", each.Message, StringComparison.Ordinal));
        Assert.Empty(source.Feed.Standing);
        await source.Feed.Poll();
        Assert.Equal(3, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task Secrets_go_to_a_safe_address_only()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        await using var source = await Source.Start(trust);
        source.TokenAddress = new Uri("http://platform.example/oauth/token");
        source.Feed.Binding = source.Binding(trust) with { Token = "" };

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());

        Assert.Contains("https", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("students", "roll", Coverage.NotPermitted)]
    [InlineData("demographics", "roll", Coverage.IncludeRejected)]
    [InlineData("attendances", "marks", Coverage.NotPermitted)]
    [InlineData("exclusions", "exclusions", Coverage.NotPermitted)]
    [InlineData("groups", "groups", Coverage.NotPermitted)]
    public async Task A_scope_that_is_not_granted_is_said_and_ends_no_status(string scope, string stream, Coverage expected)
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await Source.Start(trust);
        await source.Feed.Poll();

        source.Server.Faults.MissingScopes.Add(scope);
        await source.Feed.Poll();
        await source.Feed.ReadFully("roll");

        Assert.Equal(expected, source.Feed.Coverage[stream]);
        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Contains(pupil.Statuses, status => status is { Kind: StatusKind.SENSupport, To: null }));
        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Equal("10A", pupil.Registration));
    }

    [Fact]
    public async Task Flags_that_turn_null_are_said_and_end_no_status()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await Source.Start(trust);
        await source.Feed.Poll();

        source.Server.Faults.NulledFields.Add("sen_category");
        await source.Feed.ReadFully("roll");

        Assert.Equal(Coverage.IncludeRejected, source.Feed.Coverage["roll"]);
        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Contains(pupil.Statuses, status => status is { Kind: StatusKind.SENSupport, To: null }));
    }

    [Fact]
    public async Task Reinstated_keeps_the_kind_the_exclusion_had_and_counts_from_when_it_was_seen()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Put(Exclusion());
        await using var source = await Source.Start(trust);
        await source.Feed.Poll();
        Assert.Equal((true, null), (source.Feed.All<Suspension>().Single().Permanent, source.Feed.All<Suspension>().Single().ReinstatedAt));

        trust.Clock.Advance(TimeSpan.FromDays(5));
        trust.Editor.Put(Exclusion() with { ReinstatedOn = new DateOnly(2026, 11, 24) });
        await source.Feed.Poll();
        var seen = trust.Clock.GetUtcNow();
        trust.Clock.Advance(TimeSpan.FromDays(5));
        await source.Feed.Poll();

        var suspension = Assert.Single(source.Feed.All<Suspension>());
        Assert.Equal((true, seen, 10), (suspension.Permanent, suspension.ReinstatedAt!.Value, suspension.Sessions));
    }

    [Fact]
    public async Task A_pupil_a_mark_and_an_exclusion_that_vanish_are_withdrawn_after_two_complete_reads_six_hours_apart()
    {
        await using var trust = await SmallTrust.StartAsync(60);
        for (var number = 1; number <= 60; number++)
            trust.Editor.Mark($"upi{number:00000}", Friday, "/");
        trust.Editor.Put(Exclusion());
        trust.Editor.Put(Exclusion() with { Id = "A32" });
        await using var source = await Source.Start(trust);
        await source.Feed.Poll();
        trust.Editor.Remove("upi00001", leavesTombstone: false);
        trust.Editor.RemoveMark("upi00002", Friday);
        trust.Editor.RemoveExclusion("A31");

        await source.ReadAll();
        trust.Clock.Advance(TimeSpan.FromHours(1));
        await source.ReadAll();
        Assert.Equal((60, 60, 2), (source.Feed.All<Pupil>().Count(), source.Feed.All<Mark>().Count(), source.Feed.All<Suspension>().Count()));

        trust.Clock.Advance(TimeSpan.FromHours(21));
        await source.ReadAll();
        trust.Clock.Advance(TimeSpan.FromHours(21));
        await source.ReadAll();
        Assert.Equal((59, 1), (source.Feed.All<Pupil>().Count(), source.Feed.All<Suspension>().Count()));
        Assert.DoesNotContain(source.Feed.All<Mark>(), mark => mark.Student == source.Feed.All<Pupil>().Single(pupil => pupil.Student.Value.EndsWith("0002", StringComparison.Ordinal)).Student);
    }

    [Theory]
    [InlineData("students", "roll")]
    [InlineData("attendances", "marks")]
    [InlineData("exclusions", "exclusions")]
    public async Task An_empty_list_takes_nothing_away(string resource, string stream)
    {
        await using var trust = await SmallTrust.StartAsync(5);
        for (var number = 1; number <= 5; number++)
            trust.Editor.Mark($"upi{number:00000}", Friday, "/");
        trust.Editor.Put(Exclusion());
        trust.Editor.Put(Exclusion() with { Id = "A32" });
        await using var source = await Source.Start(trust);
        await source.Feed.Poll();
        var before = source.Feed.Standing.Count;
        trust.Clock.Advance(TimeSpan.FromHours(21));

        source.Server.Faults.Next(request => request.Resource == resource, new Fault.Refuse(200, "[]"), times: 9);
        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.ReadFully(stream));

        Assert.Contains("Nothing was taken away", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, source.Feed.Standing.Count);
    }

    [Fact]
    public async Task A_pupil_who_leaves_is_told_with_the_last_day_and_comes_back()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        await using var source = await Source.Start(trust);
        await source.Feed.Poll();

        trust.Clock.Advance(TimeSpan.FromHours(3));
        trust.Editor.Leave("upi00001", new DateOnly(2026, 11, 20));
        await source.Feed.Poll();
        Assert.Equal([new DateOnly(2026, 11, 20), null], source.Feed.All<Pupil>().OrderBy(pupil => pupil.Student).Select(pupil => pupil.Left));

        trust.Clock.Advance(TimeSpan.FromHours(3));
        trust.Editor.Restore("upi00001");
        await source.Feed.Poll();
        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Null(pupil.Left));
    }

    [Fact]
    public async Task A_refusal_that_names_the_wait_and_the_limit_in_its_body_is_waited_out()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await Source.Start(trust);
        source.Server.Faults.Next(
            request => request.Resource == "students", new Fault.Refuse(429, """{"error":"rate_limit","data":{"count":301,"period":1,"limit":300}}"""));

        var since = TimeProvider.System.GetTimestamp();
        await source.Feed.Poll("roll");

        Assert.True(TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(0.9));
        Assert.Equal(3, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task A_token_whose_limit_is_known_asks_no_more_than_that()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await Source.Start(trust);
        source.Server.Limit = 4;
        await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());
        var asked = source.Server.Asked;

        // The stand-in's window has passed; ours, which runs by the real clock, has not.
        trust.Clock.Advance(TimeSpan.FromMinutes(6));
        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());

        Assert.Contains("429", failure.Message, StringComparison.Ordinal);
        Assert.Equal(asked, source.Server.Asked);
    }

    [Fact]
    public async Task A_source_that_speaks_neither_version_says_so()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        await using var source = await Source.Start(trust);
        source.Server.Faults.Next(request => request.Resource == "students", new Fault.Refuse(406, """{"error":"unsupported_version"}"""), times: 2);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll("roll"));

        Assert.Contains("406", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_school_that_was_not_read_lately_counts_as_offline()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        await using var source = await Source.Start(trust);
        Assert.True((await source.Feed.Probe()).Online);

        trust.School.IsOnline = false;

        Assert.False((await source.Feed.Probe()).Online);
    }

    [Fact]
    public async Task Nothing_new_leaves_the_memory_as_it_is()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await Source.Start(trust);
        await source.Feed.Poll();
        await source.Feed.Poll();
        var before = source.Feed.Memory;

        await source.Feed.Poll();

        Assert.Same(before, source.Feed.Memory);
    }

    private static ExclusionRow Exclusion() => new()
    {
        Id = "A31",
        Student = 0,
        IsPermanent = true,
        Reason = "Persistent disruptive behaviour",
        ReasonCode = "DB",
        Sessions = 10,
        From = new DateOnly(2026, 11, 16),
        To = new DateOnly(2026, 11, 20),
        AcademicYear = "2026/2027",
        Term = "Autumn",
    };

    /// <summary>The stand-in for the trust's school, and a feed that is connected to it.</summary>
    private sealed class Source : IAsyncDisposable
    {
        private Source(AssemblyServer server, AssemblyConnection connection) => (Server, Connection, TokenAddress) = (server, connection, server.TokenAddress);

        public AssemblyServer Server { get; }

        public AssemblyConnection Connection { get; set; }

        public Uri TokenAddress { get; set; }

        public Feed Feed { get; private set; } = null!;

        public List<string> Kept { get; } = [];

        public static async Task<Source> Start(SmallTrust trust)
        {
            var server = await AssemblyServer.StartAsync(trust.World);
            var source = new Source(server, server.Connect(trust.School));
            source.Feed = new Feed("assembly", source.Binding(trust), () => trust.Clock.Advance(TimeSpan.FromSeconds(1)), rowsPerPage: 100);
            return source;
        }

        public UpstreamBinding Binding(SmallTrust trust, string? kept = null) => new()
        {
            School = trust.School.Identity.School,
            Address = Server.BaseAddress,
            Token = Connection.AccessToken,
            UpstreamSchool = "10003",
            UpnKey = new byte[] { 1, 2, 3 },
            Grant = new UpstreamGrant(new GrantSettings(TokenAddress, Server.ClientId, Server.ClientSecret, Connection.RefreshToken), kept, Keep),
        };

        /// <summary>As once a day: every list from its beginning.</summary>
        public async Task ReadAll()
        {
            await Feed.ReadFully("roll");
            await Feed.Poll("marks", "exclusions");
        }

        public ValueTask DisposeAsync()
        {
            Feed.Dispose();
            return Server.DisposeAsync();
        }

        private Task Keep(string text)
        {
            Kept.Add(text);
            return Task.CompletedTask;
        }
    }
}
