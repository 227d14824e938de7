using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Marks and incidents of the Wonde stand-in, over HTTP: corrected, late, taken away and waiting for what they name.</summary>
public sealed class WondeMarkTests
{
    private static readonly SchoolSession Friday = new(new DateOnly(2026, 11, 20), Session.AM);

    [Theory]
    [InlineData("2027-03-28T00:05:00Z")]
    [InlineData("2027-10-31T00:05:00Z")]
    public async Task Across_a_change_of_the_clocks_every_mark_is_told_once_and_none_is_skipped(string night)
    {
        await using var trust = await SmallTrust.StartAsync(20);
        using var feed = WondeSource.Feed(trust);
        trust.Clock.SetUtcNow(DateTimeOffset.Parse(night, System.Globalization.CultureInfo.InvariantCulture));
        await feed.Poll();
        feed.Told.Clear();
        for (var number = 1; number <= 16; number++)
        {
            // A quarter of an hour at a time over four hours, in which London's clocks skip one or show one twice.
            trust.Clock.Advance(TimeSpan.FromMinutes(15));
            trust.Editor.Mark($"upi{number:00000}", new SchoolSession(new DateOnly(2027, 3, 26), Session.AM), "N");
            await feed.Poll("marks");
        }

        var marks = feed.Told.OfType<Mark>().ToList();
        Assert.Equal(16, marks.Select(mark => mark.Key).Distinct().Count());
        Assert.Equal(16, marks.Select(mark => (mark.Key, mark.RecordedAt)).Distinct().Count());
        Assert.Equal(16, feed.All<Mark>().Count());
    }

    [Fact]
    public async Task A_correction_replaces_the_mark_and_is_recorded_when_it_was_made()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Mark("upi00001", Friday, "N");
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();

        trust.Clock.Advance(TimeSpan.FromMinutes(40));
        trust.Editor.Mark("upi00001", Friday, "I");
        var corrected = trust.Clock.GetUtcNow();
        await feed.Poll();

        var mark = Assert.Single(feed.All<Mark>());
        Assert.Equal(("I", corrected), (mark.Code, mark.RecordedAt!.Value));
    }

    [Fact]
    public async Task A_mark_with_a_code_not_yet_listed_waits_and_is_told_when_the_code_is()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        trust.Editor.Mark("upi00001", Friday, "IX");

        await feed.Poll("marks");

        Assert.Equal("I", Assert.Single(feed.All<Mark>()).Code);
    }

    [Fact]
    public async Task A_mark_of_a_pupil_not_yet_on_the_roll_is_set_aside_and_told_when_the_pupil_is_known()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        using var feed = WondeSource.Feed(trust);
        trust.Editor.Mark("upi00001", Friday, "N");
        await feed.Poll("codes", "marks");
        Assert.Empty(feed.All<Mark>());
        Assert.Contains("student", Assert.Single(feed.Quarantined).Reason, StringComparison.Ordinal);

        trust.Clock.Advance(TimeSpan.FromDays(2));
        await feed.Poll();

        Assert.Equal("N", Assert.Single(feed.All<Mark>()).Code);
        Assert.Empty(feed.Quarantined);
    }

    [Fact]
    public async Task A_mark_that_vanishes_without_a_word_is_withdrawn_after_two_nightly_reads_and_not_after_one()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        foreach (var number in Enumerable.Range(1, 30))
            trust.Editor.Mark($"upi{number:00000}", Friday, "/");
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        trust.Editor.RemoveMark("upi00001", Friday);

        trust.Clock.Advance(TimeSpan.FromHours(21));
        await feed.Poll();
        Assert.Equal(30, feed.All<Mark>().Count());

        trust.Clock.Advance(TimeSpan.FromHours(21));
        await feed.Poll();
        Assert.Equal(29, feed.All<Mark>().Count());
        Assert.DoesNotContain(feed.All<Mark>(), mark => mark.Student.Value == "upi00001");
    }

    [Fact]
    public async Task A_register_that_vanishes_at_once_is_not_believed_and_nothing_is_taken_away()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        foreach (var number in Enumerable.Range(1, 30))
            trust.Editor.Mark($"upi{number:00000}", Friday, "/");
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        foreach (var number in Enumerable.Range(1, 30))
            trust.Editor.RemoveMark($"upi{number:00000}", Friday);

        trust.Clock.Advance(TimeSpan.FromHours(21));
        var refused = await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll());

        Assert.Contains("Nothing was taken away", refused.Message, StringComparison.Ordinal);
        Assert.Equal(30, feed.All<Mark>().Count());
    }

    [Fact]
    public async Task Marks_of_a_pupil_who_is_back_are_read_again_though_their_stamps_are_old()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        trust.Clock.Advance(TimeSpan.FromDays(1));
        trust.Editor.Remove("upi00001");
        trust.Editor.Mark("upi00001", Friday, "N", visibleAfter: TimeSpan.FromDays(3));
        await feed.Poll();

        trust.Clock.Advance(TimeSpan.FromDays(3));
        trust.Editor.Restore("upi00001", "A9900000");
        await feed.Poll();

        Assert.Equal("N", Assert.Single(feed.All<Mark>()).Code);
    }

    [Fact]
    public async Task An_incident_that_loses_one_of_three_pupils_is_withdrawn_from_that_one_alone()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        trust.Editor.Put(WondeSource.Incident(0, 1, 2));
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        Assert.Equal(3, feed.All<Behaviour>().Count());

        trust.Clock.Advance(TimeSpan.FromMinutes(10));
        trust.Editor.Put(WondeSource.Incident(0, 2));
        await feed.Poll();

        Assert.Equal(["upi00001", "upi00003"], feed.All<Behaviour>().Select(part => part.Student.Value).Order());
    }
}
