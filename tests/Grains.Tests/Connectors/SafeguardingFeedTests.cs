using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.Feeds;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Our own contract through the feed's grain into the journal: clocks that jump, holes in the feed, and links that contradict the roll.</summary>
public sealed class SafeguardingFeedTests
{
    private const double ADay = 60 * 24;
    private const string OthersUpn = "U999400123456";
    private const string NobodysUpn = "H999400123457";

    [Fact]
    public async Task A_concern_recorded_after_the_sources_clock_was_ahead_and_back_again_is_read()
    {
        await using var host = await Start(withIds: false);
        host.Trust.Safeguarding.Faults.ClockSkew = TimeSpan.FromDays(3);
        var ahead = await host.Poll(host.Concerns);
        host.Trust.Safeguarding.Faults.ClockSkew = TimeSpan.Zero;
        host.Trust.Editor.Put(Incident("i_1"));

        await host.Poll(host.Concerns);

        Assert.Equal(["i_1"], await Concerns(host));
        Assert.All(ahead.Streams, stream => Assert.True(stream.Watermark < ahead.Now, $"{stream.Stream}: {stream.Watermark}"));
    }

    [Fact]
    public async Task A_concern_recorded_while_the_sources_clock_was_ahead_is_read_at_once_and_not_when_its_time_comes()
    {
        await using var host = await Start(withIds: false);
        host.Trust.Editor.Put(Incident("i_1"), clockIsOff: TimeSpan.FromDays(3));

        await host.Poll(host.Concerns);
        await host.Poll(host.Concerns);

        Assert.Equal(["i_1"], await Concerns(host));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60 * 4)]
    public async Task A_concern_recorded_since_the_sources_clock_fell_back_is_read(double minutesUntilPolled)
    {
        await using var host = await Start(withIds: false);
        host.Trust.Clock.Advance(TimeSpan.FromMinutes(1));
        host.Trust.Safeguarding.Faults.ClockSkew = TimeSpan.FromHours(-5);
        host.Trust.Editor.Put(Incident("i_1"));

        await host.Poll(host.Concerns, minutesUntilPolled);
        var first = await Concerns(host);
        host.Trust.Editor.Put(Incident("i_2"));
        await host.Poll(host.Concerns);
        Assert.Equal(["i_1"], first);
        Assert.Equal(["i_1", "i_2"], await Concerns(host));
        host.Trust.Safeguarding.Faults.ClockSkew = TimeSpan.Zero;
        host.Trust.Editor.Put(Incident("i_3"));
        await host.Poll(host.Concerns);

        Assert.Equal(["i_1", "i_2", "i_3"], await Concerns(host));
    }

    [Fact]
    public async Task A_concern_that_the_feed_never_showed_and_a_change_of_one_are_found_by_their_ids_within_a_day()
    {
        await using var host = await Start();
        host.Trust.Editor.Put(Incident("i_1"));
        await host.Poll(host.Concerns);
        host.Trust.Editor.Put(Incident("i_1") with { Severity = 4 }, clockIsOff: TimeSpan.FromDays(-3));
        host.Trust.Editor.Put(Incident("i_2"), clockIsOff: TimeSpan.FromDays(-3));
        await host.Poll(host.Concerns);
        var unseen = await Concerns(host);

        var status = await host.Poll(host.Concerns, ADay);

        Assert.Equal(["i_1"], unseen);
        Assert.Equal(["i_1", "i_2"], await Concerns(host));
        Assert.Equal(4, (await host.Journal()).OfType<Concern>().Last(concern => concern.Id == "i_1").Severity);
        Assert.Null(status.Trouble);
        var told = (await host.Journal()).Count;
        await host.Poll(host.Concerns, ADay);
        Assert.Equal(0, (await host.Journal()).Skip(told).Count(observation => observation is not FeedReport));
    }

    [Fact]
    public async Task A_concern_that_the_source_lists_no_more_is_withdrawn_after_two_readings_six_hours_apart_and_is_back_when_it_is_listed()
    {
        await using var host = await Start();
        foreach (var number in Enumerable.Range(1, 3))
            host.Trust.Editor.Put(Incident($"i_{number}"));
        host.Trust.Editor.Act("i_2", new ActionRow { Id = "a_1", RecordedAt = SmallTrust.Morning, By = new StaffMember("u_2", "DSL"), Kind = "triage" });
        await host.Poll(host.Concerns, ADay);
        host.Trust.Safeguarding.Habits.Vanished.Add("i_2");

        await host.Poll(host.Concerns, ADay);
        var once = await Standing(host);
        await host.Poll(host.Concerns, 60);
        var soon = await Standing(host);
        await host.Poll(host.Concerns, ADay);
        var twice = await Standing(host);
        host.Trust.Safeguarding.Habits.Vanished.Remove("i_2");
        await host.Poll(host.Concerns, ADay);

        Assert.Equal(["action i_2.a_1", "concern i_1|upi00001", "concern i_2|upi00001", "concern i_3|upi00001"], once);
        Assert.Equal(once, soon);
        Assert.Equal(["concern i_1|upi00001", "concern i_3|upi00001"], twice);
        Assert.Equal(once, await Standing(host));
    }

    [Fact]
    public async Task Many_that_are_listed_no_more_at_once_are_not_believed()
    {
        await using var host = await Start();
        foreach (var number in Enumerable.Range(1, 10))
            host.Trust.Editor.Put(Incident($"i_{number}"));
        await host.Poll(host.Concerns, ADay);
        foreach (var number in Enumerable.Range(1, 6))
            host.Trust.Safeguarding.Habits.Vanished.Add($"i_{number}");

        await host.Poll(host.Concerns, ADay);
        var status = await host.Poll(host.Concerns, ADay);

        Assert.Contains("6 of 10 incidents would go at once", status.Trouble, StringComparison.Ordinal);
        Assert.Equal(10, (await Standing(host)).Count);
    }

    [Theory]
    [InlineData(OthersUpn, "2012-06-01", "mis_id, upn")]
    [InlineData(NobodysUpn, "2013-01-02", "upn, dob")]
    [InlineData(null, "2013-01-02", "dob")]
    [InlineData(NobodysUpn, null, "upn")]
    public async Task A_link_that_contradicts_the_roll_places_no_concern_and_says_which_fields(string? upn, string? born, string fields)
    {
        await using var host = await Start();
        host.Trust.Editor.Amend("upi00001", row => row with { Upn = upn, Born = born is null ? null : DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture) });
        host.Trust.Editor.Put(Incident("i_1"));

        var status = await host.Poll(host.Concerns, ADay);

        Assert.Empty(await Concerns(host));
        var link = Assert.Single(status.Quarantine, rows => rows.Stream == "students");
        Assert.StartsWith(fields + ":", link.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("2013", link.Reason, StringComparison.Ordinal);
        Assert.Single(status.Quarantine, rows => rows.Stream == "incidents");
        host.Trust.Editor.Amend("upi00001", row => row with { Upn = FirstUpn, Born = new DateOnly(2012, 6, 1) });
        await host.Poll(host.Concerns);
        await host.Poll(host.Concerns);
        Assert.Equal(["i_1"], await Concerns(host));
    }

    [Fact]
    public async Task A_link_whose_upn_was_changed_and_whose_birthday_agrees_is_nobody_else()
    {
        await using var host = await Start();
        host.Trust.Editor.Amend("upi00001", row => row with { Upn = NobodysUpn });
        host.Trust.Editor.Put(Incident("i_1"));

        await host.Poll(host.Concerns, ADay);

        Assert.Equal(["i_1"], await Concerns(host));
    }

    [Fact]
    public async Task Links_to_pupils_on_no_roll_are_counted_apart_until_the_roll_has_them()
    {
        await using var host = await Start();
        host.Trust.Editor.Enrol(SmallTrust.Pupil(3) with { Upn = null });
        host.Trust.Editor.Put(Incident("i_1") with { Student = 2 });

        var waiting = await host.Poll(host.Concerns);
        await host.Poll(host.Mis);
        var placed = await host.Poll(host.Concerns);

        Assert.Equal((1, 0), (Links(waiting).OffRoll, Links(waiting).Quarantined));
        Assert.Equal(0, Links(placed).OffRoll);
        Assert.Equal(["i_1"], await Concerns(host));
    }

    [Fact]
    public async Task An_incident_that_says_it_is_another_schools_places_no_concern()
    {
        await using var host = await Start();
        host.Trust.Safeguarding.Habits.SaidSchool = "s_13";
        host.Trust.Editor.Put(Incident("i_1"));

        var status = await host.Poll(host.Concerns);

        Assert.Empty(await Concerns(host));
        Assert.StartsWith("school_id:", Assert.Single(status.Quarantine).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_concern_is_placed_at_a_pupil_who_was_pushed_by_upn_and_by_the_id_they_were_pushed_under()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite, pupils: 2, bind: feed => feed.Feed == "mis" ? feed with { School = new("elsewhere") } : feed);
        Prepare(host);
        host.Trust.Editor.Put(Incident("i_1"));
        host.Trust.Editor.Put(Incident("i_2") with { Student = 1 });

        var nobody = await host.Poll(host.Concerns);
        await host.Silo.Send("oakfield", Pushed("p001", FirstUpn), Pushed("2", null));
        var status = await host.Poll(host.Concerns);

        Assert.Contains("pupil", nobody.Trouble, StringComparison.Ordinal);
        Assert.Null(status.Trouble);
        Assert.Equal(["concern i_1|p001", "concern i_2|2"], await Standing(host));
    }

    private const string FirstUpn = "N823432113104";

    /// <summary>Two pupils, each with a UPN of their own, on a roll that has been read, and a source of concerns that has been read once.</summary>
    private static async Task<FeedHost> Start(bool withIds = true)
    {
        var host = await FeedHost.Start(Engine.Sqlite, pupils: 2);
        Prepare(host);
        if (!withIds)
            host.Trust.Safeguarding.Faults.Next(request => request.Resource == "incident-ids", new Fault.Refuse(404, "{}"), times: int.MaxValue);
        await host.Poll(host.Mis);
        await host.Poll(host.Concerns);
        return host;
    }

    private static void Prepare(FeedHost host)
    {
        host.Trust.School.Categories = [new ConcernCategory("c_1", "Neglect", null, false, SmallTrust.Morning)];
        host.Trust.Editor.Amend("upi00002", row => row with { Upn = OthersUpn, Born = new DateOnly(2012, 9, 30) });
    }

    private static StreamStatus Links(FeedStatus status) => status.Streams.Single(stream => stream.Stream == "students");

    private static string Pushed(string student, string? upn) =>
        $$"""{"type":"pupil","school":"oakfield","student":"{{student}}","born":"{{(upn is null ? "2012-09-30" : "2012-06-01")}}","yearGroup":9,"registration":"9A","joined":"2023-09-01","left":null,"household":null,"statuses":[]{{(upn is null ? "" : $",\"upn\":\"{upn}\"")}}}""";

    private static async Task<IEnumerable<string>> Concerns(FeedHost host) =>
        (await host.Journal()).OfType<Concern>().Select(concern => concern.Id).Distinct().Order(StringComparer.Ordinal);

    private static async Task<List<string>> Standing(FeedHost host)
    {
        var standing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var observation in await host.Journal())
        {
            if (observation is Withdrawn gone)
                standing.Remove($"{gone.Of} {gone.OfKey}");
            else if (observation is Concern or ConcernAction)
                standing.Add($"{observation.Type} {observation.Key}");
        }

        return [.. standing];
    }

    private static IncidentRow Incident(string id) => new()
    {
        Id = id,
        Student = 0,
        OccurredAt = SmallTrust.Morning.AddMinutes(-15),
        RecordedAt = SmallTrust.Morning,
        Categories = ["c_1"],
        RecordedBy = new StaffMember("u_5", "Teacher"),
    };
}
