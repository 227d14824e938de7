using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Whole sweeps of our own contract against the stand-in, over HTTP.</summary>
public sealed class SafeguardingSweepTests
{
    [Fact]
    public async Task A_concern_is_about_our_pupil_with_canonical_categories_and_what_was_done()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        Categories(trust, "Neglect", "Something of ours");
        trust.Editor.Put(Incident() with { Categories = ["c_1", "c_2"], Linked = [1] });
        trust.Editor.Act("i_1", Action("a_1", "referral") with { Agency = "social-care" });
        trust.Editor.Act("i_1", Action("a_2", "note"));
        using var feed = await Concerns(trust);

        await feed.Poll();

        var concern = Assert.Single(feed.All<Concern>());
        Assert.Equal(("upi00001", 3, "u_5", "Teacher"), (concern.Student.Value, concern.Severity, concern.RecordedBy, concern.RecorderRole));
        Assert.Equal(["neglect", "other"], concern.Categories);
        Assert.Equal("upi00002", Assert.Single(concern.Linked).Value);
        Assert.Equal((SmallTrust.Morning.AddMinutes(-15), SmallTrust.Morning), (concern.OccurredAt, concern.RecordedAt!.Value));
        var action = Assert.Single(feed.All<ConcernAction>());
        Assert.Equal(("i_1.a_1", "i_1", ActionKind.Referral, "social-care"), (action.Id, action.Concern, action.Kind, action.Agency));
        Assert.Empty(feed.Quarantined);
    }

    [Fact]
    public async Task A_tombstone_withdraws_the_concern_and_its_actions_and_an_older_version_does_not_bring_them_back()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        trust.Editor.Put(Incident());
        trust.Editor.Act("i_1", Action("a_1", "triage"));
        using var feed = await Concerns(trust);
        await feed.Poll();
        Assert.Equal(2, feed.Standing.Count);

        trust.Clock.Advance(TimeSpan.FromMinutes(5));
        trust.Editor.RemoveIncident("i_1");
        await feed.Poll();
        await feed.ReadFully("incidents");

        Assert.Empty(feed.Standing);
    }

    [Fact]
    public async Task An_action_taken_back_is_withdrawn_and_the_concern_stays()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        trust.Editor.Put(Incident());
        trust.Editor.Act("i_1", Action("a_1", "triage"));
        using var feed = await Concerns(trust);
        await feed.Poll();

        trust.Clock.Advance(TimeSpan.FromMinutes(5));
        trust.Editor.AmendIncident("i_1", row => row with { Actions = [row.Actions[0] with { DeletedAt = trust.Clock.GetUtcNow() }] });
        await feed.Poll();

        Assert.Empty(feed.All<ConcernAction>());
        Assert.Single(feed.All<Concern>());
    }

    [Fact]
    public async Task A_concern_about_a_pupil_not_yet_known_waits_and_is_told_when_the_roll_knows_them()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        trust.Editor.Put(Incident());
        using var feed = await Concerns(trust);
        var directory = await ReadWithNobodyKnown(feed);
        Assert.Empty(feed.All<Concern>());
        Assert.Equal(["incidents"], feed.Quarantined.Select(row => row.Stream));

        trust.Clock.Advance(TimeSpan.FromDays(3));
        feed.Binding = feed.Binding with { Pupils = directory };
        await feed.Poll();

        Assert.Equal("upi00001", Assert.Single(feed.All<Concern>()).Student.Value);
        Assert.Empty(feed.Quarantined);
    }

    [Theory]
    [InlineData("N823432113104", null)]
    [InlineData("X00180001701A", "N823432113104")]
    public async Task A_pupil_whose_system_id_differs_is_found_by_upn_or_former_upn(string upn, string? former)
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { Upn = "N823432113104" });
        Categories(trust, "Neglect");
        trust.Editor.Put(Incident());
        using var feed = await Concerns(trust);
        trust.Editor.Amend("upi00001", row => row with { MisId = "of another system", Upn = upn, FormerUpn = former });

        await feed.Poll();

        Assert.Equal("upi00001", Assert.Single(feed.All<Concern>()).Student.Value);
    }

    [Fact]
    public async Task A_upn_that_two_pupils_share_places_nobody()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        Categories(trust, "Neglect");
        trust.Editor.Put(Incident());
        using var feed = await Concerns(trust);
        trust.Editor.Amend("upi00001", row => row with { MisId = "of another system" });

        await feed.Poll();

        Assert.Empty(feed.All<Concern>());
        Assert.NotEmpty(feed.Quarantined);
    }

    [Fact]
    public async Task A_category_that_gets_another_name_changes_concerns_that_have_not_changed()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Something of ours");
        trust.Editor.Put(Incident());
        using var feed = await Concerns(trust);
        await feed.Poll();
        Assert.Equal(("other", 2), (Assert.Single(feed.All<Concern>()).Categories[0], feed.All<Concern>().Single().Severity));

        trust.Clock.Advance(TimeSpan.FromDays(3));
        Categories(trust, "Weapon");
        await feed.Poll();

        Assert.Equal(("weapon", 4), (Assert.Single(feed.All<Concern>()).Categories[0], feed.All<Concern>().Single().Severity));
    }

    [Fact]
    public async Task What_the_lead_signed_off_is_used_and_severity_given_by_the_school_comes_first()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Blue form");
        trust.Editor.Put(Incident());
        trust.Editor.Put(Incident("i_2") with { Severity = 1 });
        using var feed = await Concerns(trust);
        feed.Binding = feed.Binding with { Categories = CategoryTable.Default.With("Blue Form", "self-harm") };

        await feed.Poll();

        Assert.Equal([("self-harm", 3), ("self-harm", 1)], feed.All<Concern>().OrderBy(concern => concern.Id).Select(concern => (concern.Categories[0], concern.Severity)));
    }

    [Fact]
    public async Task Ids_are_opaque_and_two_never_become_one()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        string guid = "3f2504e0-4f89-11d3-9a0c-0305e82c3301", odd = "urn:x:2026/114 a|b";
        foreach (var id in new[] { guid, odd, "k", "k.x" })
            trust.Editor.Put(Incident(id));
        trust.Editor.Act(guid, Action("9b2d4e10-4f89-11d3-9a0c-0305e82c3302", "triage"));
        trust.Editor.Act(odd, Action("1/2", "triage"));
        trust.Editor.Act("k", Action("x.1", "triage"));
        trust.Editor.Act("k.x", Action("1", "referral"));
        using var feed = await Concerns(trust);

        await feed.Poll();

        Assert.Equal(4, feed.All<Concern>().Select(concern => concern.Id).Distinct().Count());
        Assert.Equal(4, feed.All<ConcernAction>().Select(action => action.Id).Distinct().Count());
        Assert.All(feed.Standing, told => Assert.Null(ObservationCheck.Of(told.Value with { ReceivedAt = SmallTrust.Morning.AddDays(1) })));
        Assert.Equal(feed.All<Concern>().Select(concern => concern.Id).Order(), feed.All<ConcernAction>().Select(action => action.Concern).Order());

        trust.Clock.Advance(TimeSpan.FromMinutes(5));
        trust.Editor.RemoveIncident("k");
        trust.Editor.RemoveIncident(odd);
        await feed.Poll();

        Assert.Equal([guid, "k.x"], feed.All<Concern>().Select(concern => concern.Id).Order());
        Assert.Equal(2, feed.All<ConcernAction>().Count());
    }

    [Fact]
    public async Task A_concern_that_is_another_pupils_now_does_not_stand_at_the_first_until_that_one_is_known()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        Categories(trust, "Neglect");
        trust.Editor.Put(Incident());
        trust.Editor.Act("i_1", Action("a_1", "triage"));
        using var feed = await Concerns(trust);
        var directory = feed.Binding.Pupils;
        feed.Binding = feed.Binding with { Pupils = new PupilDirectory(directory.MisIds.RemoveRange(directory.MisIds.Where(each => each.Value == "upi00002").Select(each => each.Key)), directory.UpnHashes.Clear()) };
        await feed.Poll();
        Assert.Equal("upi00001", Assert.Single(feed.All<Concern>()).Student.Value);

        trust.Clock.Advance(TimeSpan.FromMinutes(5));
        trust.Editor.AmendIncident("i_1", row => row with { Student = 1 });
        await feed.Poll();
        Assert.Empty(feed.Standing);

        trust.Clock.Advance(TimeSpan.FromMinutes(5));
        feed.Binding = feed.Binding with { Pupils = directory };
        await feed.Poll();

        Assert.Equal("upi00002", Assert.Single(feed.All<Concern>()).Student.Value);
        Assert.Single(feed.All<ConcernAction>());
    }

    [Fact]
    public async Task One_incident_that_may_not_be_read_again_waits_and_keeps_no_other_back()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        trust.Editor.Put(Incident());
        using var feed = await Concerns(trust);
        var directory = await ReadWithNobodyKnown(feed);
        trust.Clock.Advance(TimeSpan.FromDays(3));
        await feed.Poll();
        feed.Binding = feed.Binding with { Pupils = directory };
        trust.Editor.Put(Incident("i_2"));
        trust.Safeguarding.Faults.Next(request => request.Resource == "incident", new Fault.Refuse(403), times: int.MaxValue);

        await feed.Poll();

        Assert.Equal(["i_2"], feed.All<Concern>().Select(concern => concern.Id));
        Assert.Contains("i_1", feed.Quarantined.Select(row => row.RecordId));
        trust.Safeguarding.Faults.Clear();
        await feed.Poll();
        Assert.Equal(["i_1", "i_2"], feed.All<Concern>().Select(concern => concern.Id).Order());
    }

    [Fact]
    public async Task Every_incident_of_a_long_feed_is_read_once_in_spite_of_passing_trouble()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        for (var number = 0; number < 1201; number++)
            trust.Editor.Put(Incident($"i_{number}"));
        trust.Safeguarding.Faults.Next(request => request.Resource == "incidents", Fault.TooManyRequests(1));
        trust.Safeguarding.Faults.Next(request => request.Resource == "incidents", Fault.ServerError());
        using var feed = await Concerns(trust);

        await feed.Poll();

        Assert.Equal(1201, feed.All<Concern>().Count());
    }

    [Fact]
    public async Task A_school_the_source_does_not_know_is_a_failure_and_its_clock_is_server_time()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        using var feed = await Concerns(trust);
        Assert.Equal(SmallTrust.Morning, (await feed.Probe()).ServerNow);

        feed.Binding = feed.Binding with { UpstreamSchool = "another" };

        await Assert.ThrowsAsync<UpstreamException>(feed.Probe);
        await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("incidents"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_may_be_larger_than_two_milliards_and_is_a_whole_number_however_it_is_written(bool withPoint)
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        trust.Safeguarding.Habits.VersionsAfter = 3_000_000_000;
        trust.Safeguarding.Habits.VersionsAreDecimals = withPoint;
        trust.Editor.Put(Incident());
        using var feed = await Concerns(trust);
        await feed.Poll();
        Assert.Empty(feed.Quarantined);

        trust.Clock.Advance(TimeSpan.FromMinutes(5));
        trust.Editor.AmendIncident("i_1", row => row with { Severity = 4 });
        await feed.Poll();

        Assert.Equal(4, Assert.Single(feed.All<Concern>()).Severity);
    }

    [Fact]
    public async Task Links_of_leavers_and_of_pupils_on_no_roll_wait_and_are_not_in_quarantine()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        Categories(trust, "Neglect");
        trust.Editor.Put(Incident());
        using var feed = await Concerns(trust);
        trust.Editor.Enrol(SmallTrust.Pupil(4) with { Upn = null });
        trust.Editor.Enrol(SmallTrust.Pupil(5) with { Upn = null, Left = new DateOnly(2026, 7, 20) });
        trust.Editor.Enrol(SmallTrust.Pupil(6) with { Upn = null });
        trust.Editor.Remove("upi00006");

        await feed.Poll();
        await feed.Poll();

        Assert.Empty(feed.Quarantined);
        Assert.Single(feed.All<Concern>());
    }

    [Fact]
    public async Task Times_may_be_written_with_lower_case_letters()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        trust.Safeguarding.Habits.TimesAreLowerCase = true;
        trust.Editor.Put(Incident());
        trust.Editor.Act("i_1", Action("a_1", "triage"));
        using var feed = await Concerns(trust);

        await feed.Poll();
        trust.Clock.Advance(TimeSpan.FromMinutes(5));
        trust.Editor.RemoveIncident("i_1");
        Assert.Equal(2, feed.Standing.Count);
        await feed.Poll();

        Assert.Empty(feed.Quarantined);
        Assert.Empty(feed.Standing);
        Assert.Equal(trust.Clock.GetUtcNow(), (await feed.Probe()).ServerNow);
    }

    [Fact]
    public async Task A_page_that_is_too_large_is_asked_for_again_with_fewer_rows_and_every_row_is_read_once()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        trust.Safeguarding.Habits.NarrativeCharacters = 2_000;
        foreach (var number in Enumerable.Range(1, 30))
            trust.Editor.Put(Incident($"i_{number}"));
        using var feed = await Concerns(trust, largestAnswerBytes: 16 * 1024);

        await feed.Poll();

        Assert.Equal(30, feed.All<Concern>().Count());
        Assert.Equal(30, feed.Told.Count);
    }

    [Fact]
    public async Task One_row_that_is_too_large_by_itself_is_named_by_the_row_before_it()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        Categories(trust, "Neglect");
        trust.Editor.Put(Incident());
        using var feed = await Concerns(trust, largestAnswerBytes: 16 * 1024);
        await feed.Poll("students", "categories");
        trust.Safeguarding.Habits.NarrativeCharacters = 1;
        trust.Safeguarding.Faults.Next(
            request => request.Resource == "incidents" && request.Query.Contains("cursor=", StringComparison.Ordinal), new Fault.Meanwhile(() => trust.Safeguarding.Habits.NarrativeCharacters = 20_000), times: 9);
        foreach (var number in Enumerable.Range(2, 600))
            trust.Editor.Put(Incident($"i_{number}"));

        var trouble = await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("incidents"));

        var last = feed.All<Concern>().Select(concern => concern.Id).Order(StringComparer.Ordinal).Last();
        Assert.Equal($"One row of incidents alone is larger than the 16384 bytes that we take in one answer (Upstream:LargestAnswerBytes): the one after {last}.", trouble.Message);
    }

    [Fact]
    public async Task The_list_of_schools_is_followed_to_the_page_that_has_ours()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        foreach (var number in Enumerable.Range(1, 3))
            trust.World.AddSchool(Contract.ContractRig.SchoolOf(number));
        trust.Safeguarding.Habits.SchoolsPerPage = 1;
        using var feed = await Concerns(trust);
        feed.Binding = feed.Binding with { UpstreamSchool = "s_3" };

        Assert.Equal(SmallTrust.Morning, (await feed.Probe()).ServerNow);
        feed.Binding = feed.Binding with { UpstreamSchool = "another" };
        await Assert.ThrowsAsync<UpstreamException>(feed.Probe);
    }

    /// <summary>One poll at a time when the roll knows nobody; answers whom it knows later.</summary>
    private static async Task<PupilDirectory> ReadWithNobodyKnown(Feed feed)
    {
        var directory = feed.Binding.Pupils;
        feed.Binding = feed.Binding with { Pupils = PupilDirectory.Empty };
        await feed.Poll();
        return directory;
    }

    /// <summary>The feed of concerns, with the pupils that the feed of the MIS has learnt.</summary>
    private static async Task<Feed> Concerns(SmallTrust trust, int? largestAnswerBytes = null)
    {
        var identity = trust.School.Identity;
        var key = new byte[] { 1, 2, 3 };
        using var mis = new Feed("wonde", new UpstreamBinding
        {
            School = identity.School,
            Address = trust.Wonde.BaseAddress,
            Token = trust.Wonde.Token,
            UpstreamSchool = identity.WondeId,
            UpnKey = key,
        });
        await mis.Poll("roll");
        return new Feed("safeguarding-source", new UpstreamBinding
        {
            School = identity.School,
            Address = trust.Safeguarding.BaseAddress,
            Token = trust.Safeguarding.Token,
            UpstreamSchool = identity.SafeguardingId,
            UpnKey = key,
            Pupils = PupilDirectory.From(mis.Memory),
        }, () => trust.Clock.Advance(TimeSpan.FromSeconds(1)), largestAnswerBytes: largestAnswerBytes);
    }

    private static void Categories(SmallTrust trust, params string[] names) =>
        trust.School.Categories = [.. names.Select((name, index) => new ConcernCategory($"c_{index + 1}", name, null, false, SmallTrust.Morning))];

    private static IncidentRow Incident(string id = "i_1") => new()
    {
        Id = id,
        Student = 0,
        OccurredAt = SmallTrust.Morning.AddMinutes(-15),
        RecordedAt = SmallTrust.Morning,
        Categories = ["c_1"],
        RecordedBy = new StaffMember("u_5", "Teacher"),
    };

    private static ActionRow Action(string id, string kind) =>
        new() { Id = id, RecordedAt = SmallTrust.Morning.AddMinutes(5), By = new StaffMember("u_2", "DSL"), Kind = kind };
}
