using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Whole sweeps against the stand-in, over HTTP.</summary>
public sealed class WondeSweepTests
{
    private static readonly SchoolSession Friday = new(new DateOnly(2026, 11, 20), Session.AM);
    private static readonly DateOnly LastDay = new(2026, 11, 20);

    [Fact]
    public async Task The_roll_and_the_flags_are_one_pupil_whichever_is_read_first()
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { ChildProtectionPlans = [new DateRange(new DateOnly(2026, 9, 7), null)], ChildInNeed = true });
        using var feed = Wonde(trust);

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
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);

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
        using var feed = Wonde(trust);

        await feed.Poll();

        Assert.Equal(["upi00001", "upi00001", null, "upi00001"], feed.All<Pupil>().OrderBy(pupil => pupil.Student).Select(pupil => pupil.Household));
    }

    [Theory]
    [InlineData("2027-03-28T00:05:00Z")]
    [InlineData("2027-10-31T00:05:00Z")]
    public async Task Across_a_change_of_the_clocks_every_mark_is_told_once_and_none_is_skipped(string night)
    {
        await using var trust = await SmallTrust.StartAsync(20);
        using var feed = Wonde(trust);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_include_the_schools_system_does_not_know_is_dropped_and_said_to_be_lost(bool isGeneric)
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { ChildProtectionPlans = [new DateRange(new DateOnly(2026, 9, 7), null)] });
        trust.Wonde.Faults.IncludeErrorIsGeneric = isGeneric;
        trust.Wonde.Faults.RejectedIncludes.Add("siblings");
        trust.Wonde.Faults.RejectedIncludes.Add("year");
        using var feed = Wonde(trust);

        await feed.Poll();

        Assert.Contains(Assert.Single(feed.All<Pupil>()).Statuses, status => status is { Kind: StatusKind.CP, To: null });
        Assert.Equal(Coverage.IncludeRejected, feed.Coverage["roll"]);
        Assert.Equal(Coverage.IncludeRejected, feed.Coverage["flags"]);
    }

    [Fact]
    public async Task Another_regions_empty_lists_take_nobody_away()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        using var feed = Wonde(trust);
        await feed.Poll();

        trust.Wonde.Faults.Next(request => request.Resource.StartsWith("students", StringComparison.Ordinal), new Fault.Refuse(200, """{"data":[]}"""), 99);

        await Assert.ThrowsAsync<UpstreamException>(() => feed.ReadFully("roll"));
        Assert.Equal(3, feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task The_wrong_region_is_found_out_before_anything_is_read()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.IsWrongRegion = true;
        using var feed = Wonde(trust);

        await Assert.ThrowsAsync<UpstreamException>(feed.Probe);
    }

    [Fact]
    public async Task The_sources_clock_whether_it_is_online_and_what_may_be_read_are_asked_first()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.ClockSkew = TimeSpan.FromMinutes(-3);
        trust.Wonde.Faults.MissingScopes.Add("behaviour.read");
        trust.School.IsOnline = false;
        using var feed = Wonde(trust);

        var health = await feed.Probe();

        Assert.Equal(SmallTrust.Morning.AddMinutes(-3), health.ServerNow);
        Assert.False(health.Online);
        Assert.Equal((Coverage.Supplied, Coverage.NotPermitted), (health.Streams["roll"], health.Streams["behaviours"]));
    }

    [Fact]
    public async Task A_correction_replaces_the_mark_and_is_recorded_when_it_was_made()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Mark("upi00001", Friday, "N");
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);
        await feed.Poll();
        trust.Editor.Mark("upi00001", Friday, "IX");

        await feed.Poll("marks");

        Assert.Equal("I", Assert.Single(feed.All<Mark>()).Code);
    }

    [Fact]
    public async Task A_mark_of_a_pupil_not_yet_on_the_roll_is_set_aside_and_told_when_the_pupil_is_known()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        using var feed = Wonde(trust);
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
    public async Task A_pupil_who_leaves_is_told_with_the_last_day_and_not_withdrawn()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);
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

    [Fact]
    public async Task A_mark_that_vanishes_without_a_word_is_withdrawn_after_two_nightly_reads_and_not_after_one()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        foreach (var number in Enumerable.Range(1, 30))
            trust.Editor.Mark($"upi{number:00000}", Friday, "/");
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);
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
        using var feed = Wonde(trust);
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
        trust.Editor.Put(Incident(0, 1, 2));
        using var feed = Wonde(trust);
        await feed.Poll();
        Assert.Equal(3, feed.All<Behaviour>().Count());

        trust.Clock.Advance(TimeSpan.FromMinutes(10));
        trust.Editor.Put(Incident(0, 2));
        await feed.Poll();

        Assert.Equal(["upi00001", "upi00003"], feed.All<Behaviour>().Select(part => part.Student.Value).Order());
    }

    [Theory]
    [InlineData(DateShape.Mixed, true, 180)]
    [InlineData(DateShape.PlainText, false, -180)]
    public async Task Whatever_the_documents_leave_open_two_quiet_sweeps_find_everything(DateShape dates, bool isExclusive, int skewSeconds)
    {
        await using var trust = await SmallTrust.StartAsync(230);
        (trust.Wonde.Faults.Dates, trust.Wonde.Faults.UpdatedAfterIsExclusive) = (dates, isExclusive);
        (trust.Wonde.Faults.ClockSkew, trust.Wonde.Faults.AddsUnknownFields) = (TimeSpan.FromSeconds(skewSeconds), true);
        using var feed = Wonde(trust);
        await feed.Poll();

        trust.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var number = 1; number <= 230; number++)
            trust.Editor.Mark($"upi{number:00000}", Friday, "/", visibleAfter: TimeSpan.FromSeconds(number % 2 * 90));
        await feed.Poll();
        trust.Clock.Advance(TimeSpan.FromMinutes(10));
        await feed.Poll();

        Assert.Equal(230, feed.All<Pupil>().Count());
        Assert.Equal(230, feed.All<Mark>().Count());
        Assert.Empty(feed.Quarantined);
    }

    [Fact]
    public async Task A_sweep_that_breaks_on_a_later_page_fails_and_the_next_one_completes_it()
    {
        await using var trust = await SmallTrust.StartAsync(230);
        trust.Wonde.Faults.Next(request => request is { Resource: "students", Page: 2 }, new Fault.Truncate());
        using var feed = Wonde(trust);

        await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("roll"));
        await feed.Poll("roll");

        Assert.Equal(230, feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task Nothing_new_leaves_the_memory_as_it_is()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        using var feed = Wonde(trust);
        await feed.Poll();
        await feed.Poll();
        var before = feed.Memory;

        await feed.Poll();

        Assert.Same(before, feed.Memory);
    }

    private static Feed Wonde(SmallTrust trust) => new("wonde", new UpstreamBinding
    {
        School = trust.School.Identity.School,
        Address = trust.Wonde.BaseAddress,
        Token = trust.Wonde.Token,
        UpstreamSchool = trust.School.Identity.WondeId,
        UpnKey = new byte[] { 1, 2, 3 },
    }, () => trust.Clock.Advance(TimeSpan.FromSeconds(1)));

    private static BehaviourRow Incident(params int[] pupils) => new()
    {
        Id = "A900",
        Kind = "BULL",
        On = new DateOnly(2026, 11, 19),
        RecordedOn = new DateOnly(2026, 11, 19),
        Pupils = [.. pupils.Select(pupil => new BehaviourPupil(pupil, "AG", null, 2))],
    };
}
