using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Pupils of the Wonde stand-in, over HTTP: who is on roll, who has left or is gone without a word, and what is known of them.</summary>
public sealed class WondeRollTests
{
    private static readonly DateOnly LastDay = new(2026, 11, 20);

    [Fact]
    public async Task The_roll_and_the_flags_are_one_pupil_whichever_is_read_first()
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { ChildProtectionPlans = [new DateRange(new DateOnly(2026, 9, 7), null)], ChildInNeed = true });
        using var feed = WondeSource.Feed(trust);

        await feed.Poll("roll", "flags", "roll");

        var statuses = Assert.Single(feed.All<Pupil>()).Statuses;
        Assert.Equal([StatusKind.CP, StatusKind.CIN, StatusKind.SENSupport], statuses.Select(status => status.Kind));
        Assert.Equal(new DateOnly(2026, 9, 7), statuses[0].From);
        Assert.Equal(new DateOnly(2026, 11, 20), statuses[1].From);
    }

    [Fact]
    public async Task A_status_without_dates_ends_when_first_seen_gone_and_not_when_its_permission_is()
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { ChildInNeed = true });
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();

        trust.Wonde.Faults.NulledFields.Add("sen_status");
        trust.Clock.Advance(TimeSpan.FromDays(1));
        trust.Editor.Amend("upi00001", row => row with { ChildInNeed = false });
        await feed.Poll();

        var statuses = Assert.Single(feed.All<Pupil>()).Statuses;
        Assert.Equal(new DateOnly(2026, 11, 21), statuses.Single(status => status.Kind == StatusKind.CIN).To);
        Assert.Null(statuses.Single(status => status.Kind == StatusKind.SENSupport).To);
        Assert.Equal(Coverage.NotPermitted, feed.Coverage["roll"]);
    }

    [Fact]
    public async Task Siblings_named_pair_by_pair_are_one_household_with_the_smallest_id()
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { Siblings = [1] });
        trust.Editor.Enrol(SmallTrust.Pupil(2) with { Siblings = [0, 2] });
        trust.Editor.Enrol(SmallTrust.Pupil(3) with { Siblings = [1] });
        trust.Editor.Enrol(SmallTrust.Pupil(4));
        using var feed = WondeSource.Feed(trust);

        await feed.Poll();

        Assert.Equal(["upi00001", "upi00001", "upi00001", null], feed.All<Pupil>().OrderBy(pupil => pupil.Student).Select(pupil => pupil.Household));
    }

    [Fact]
    public async Task Pupils_who_live_with_one_contact_are_one_household_and_a_contact_elsewhere_makes_none()
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { Contacts = [new ContactRow("K1", true)] });
        trust.Editor.Enrol(SmallTrust.Pupil(2) with { Contacts = [new ContactRow("K1", true), new ContactRow("K2", false)] });
        trust.Editor.Enrol(SmallTrust.Pupil(3) with { Contacts = [new ContactRow("K2", true)] });
        trust.Editor.Enrol(SmallTrust.Pupil(4) with { Siblings = [0] });
        using var feed = WondeSource.Feed(trust);

        await feed.Poll();

        Assert.Equal(["upi00001", "upi00001", null, "upi00001"], feed.All<Pupil>().OrderBy(pupil => pupil.Student).Select(pupil => pupil.Household));
    }

    [Fact]
    public async Task A_leaver_whose_row_kept_its_stamp_is_told_as_a_leaver_and_not_withdrawn()
    {
        await using var server = await Answers.Start();
        using var feed = new Feed("wonde", server.Binding);
        var student = WondeTranslatorTests.Published();
        server.PutRows("students", student + "," + student.Replace("A1749191433", "A2", StringComparison.Ordinal).Replace("8d444684b7aa79bc97f8594a4aab7ce3", "second", StringComparison.Ordinal));
        await feed.Poll();
        server.PutRows("students", student);
        server.PutRows("students-leaver", student.Replace("A1749191433", "A2", StringComparison.Ordinal).Replace("8d444684b7aa79bc97f8594a4aab7ce3", "second", StringComparison.Ordinal)
            .Replace("2016-09-03", "2026-11-19", StringComparison.Ordinal));
        server.PutRows("deletions", """{"type":"student","id":"A2","deleted_at":"2026-11-20 23:00:00"}""");

        await feed.Poll("roll", "deletions");
        await feed.Poll("roll", "deletions");

        Assert.Equal([null, new DateOnly(2026, 11, 19)], feed.All<Pupil>().OrderBy(pupil => pupil.Student).Select(pupil => pupil.Left));
    }

    [Fact]
    public async Task A_pupil_who_leaves_is_told_with_the_last_day_and_not_withdrawn()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();

        trust.Clock.Advance(TimeSpan.FromHours(3));
        trust.Editor.Leave("upi00001", new DateOnly(2026, 11, 20));
        for (var sweep = 0; sweep < 3; sweep++)
            await feed.Poll();

        Assert.Equal([new DateOnly(2026, 11, 20), null], feed.All<Pupil>().OrderBy(pupil => pupil.Student).Select(pupil => pupil.Left));
    }

    [Fact]
    public async Task A_pupil_with_a_tombstone_in_neither_list_is_withdrawn_after_two_sweeps_and_comes_back_when_restored()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        trust.Clock.Advance(TimeSpan.FromHours(3));
        trust.Editor.Remove("upi00001");

        await feed.Poll();
        Assert.Equal(2, feed.All<Pupil>().Count());
        await feed.Poll();
        Assert.Single(feed.All<Pupil>());

        trust.Clock.Advance(TimeSpan.FromHours(3));
        trust.Editor.Restore("upi00001", "A9900000");
        await feed.Poll();
        await feed.Poll();
        Assert.Equal(2, feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task Tombstones_of_many_at_once_take_nobody_away()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        trust.Clock.Advance(TimeSpan.FromHours(3));
        for (var number = 1; number <= 10; number++)
            trust.Editor.Remove($"upi{number:00000}");

        await feed.Poll();
        await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll());

        Assert.Equal(30, feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task A_pupil_who_vanishes_without_a_word_is_withdrawn_after_two_full_reads_six_hours_apart()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        trust.Editor.Remove("upi00001", leavesTombstone: false);

        await feed.ReadFully("roll");
        await feed.Poll("deletions");
        trust.Clock.Advance(TimeSpan.FromHours(1));
        await feed.ReadFully("roll");
        await feed.Poll("deletions");
        Assert.Equal(30, feed.All<Pupil>().Count());

        trust.Clock.Advance(TimeSpan.FromHours(6));
        await feed.ReadFully("roll");
        await feed.Poll("deletions");
        Assert.Equal(29, feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task A_pupil_whom_the_source_still_counts_though_its_list_has_lost_them_stays_until_a_person_says_that_they_have_gone()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        trust.Wonde.Faults.Lost.Add("upi00001");

        var doubted = await Assert.ThrowsAsync<UpstreamException>(() => feed.ReadFully("roll"));
        Assert.Contains("1 of 30 pupils would go from the roll, but the source counts 30 pupils and its list had 29", doubted.Message);
        trust.Clock.Advance(TimeSpan.FromHours(7));
        await Assert.ThrowsAsync<UpstreamException>(() => feed.ReadFully("roll"));
        await feed.Poll("deletions");
        Assert.Equal(30, feed.All<Pupil>().Count());

        feed.Binding = feed.Binding with { AcceptedChange = doubted.Change!.Id };
        await feed.ReadFully("roll");
        await feed.Poll("deletions");
        Assert.Equal(29, feed.All<Pupil>().Count());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Whether_leavers_are_counted_a_leaver_leaves_and_who_is_gone_without_a_word_goes(bool countsLeavers)
    {
        await using var trust = await SmallTrust.StartAsync(30);
        trust.Wonde.Faults.CountsLeavers = countsLeavers;
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();

        trust.Editor.Leave("upi00002", LastDay);
        await feed.ReadFully("roll");
        await feed.Poll("leavers", "deletions");
        await feed.ReadFully("roll");
        trust.Editor.Remove("upi00001", leavesTombstone: false);
        await feed.ReadFully("roll");
        await feed.Poll("deletions");
        trust.Clock.Advance(TimeSpan.FromHours(7));
        await feed.ReadFully("roll");
        await feed.Poll("deletions");

        Assert.DoesNotContain(feed.All<Pupil>(), pupil => pupil.Student.Value == "upi00001");
        Assert.Equal([LastDay], feed.All<Pupil>().Where(pupil => pupil.Student.Value == "upi00002").Select(pupil => pupil.Left!.Value));
    }

    [Fact]
    public async Task A_pupil_whom_the_school_withholds_from_us_has_not_gone_and_stops_nothing()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        trust.Wonde.Faults.Withheld.Add("upi00001");

        for (var night = 1; night <= 3; night++)
        {
            trust.Clock.Advance(TimeSpan.FromHours(21));
            await feed.ReadFully("roll");
            await feed.Poll("leavers", "deletions");
        }

        Assert.Equal(30, feed.All<Pupil>().Count());
    }
}
