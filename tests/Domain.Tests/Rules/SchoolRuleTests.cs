using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Replaying;
using RiskMonitor.Domain.Windows;
using Calendar = RiskMonitor.Domain.Observations.Calendar;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>What the rules about a school say where no example can: deadlines, answers that are kept, single milliseconds, settings of a school's own.</summary>
public sealed class SchoolRuleTests
{
    private static readonly DateOnly Monday = new(2026, 11, 16);
    private static readonly DateTimeOffset Morning = At(Monday, 7);

    [Fact]
    public void A_school_is_looked_at_again_at_the_first_of_all_its_deadlines()
    {
        var (view, answers) = (Known(Concern("a", Monday, "neglect")), new SchoolAnswers());

        // Nine school hours end on Tuesday at 15:00 (SCH-08); a month later the concern leaves a window (SCH-07).
        RuleBook.Default.AssessSchool(view, At(Monday.AddDays(1), 14, 30), answers);
        Assert.Equal(At(Monday.AddDays(1), 15), RuleBook.Default.NextSchoolDue(view.Register, At(Monday.AddDays(1), 14, 30), answers));
    }

    [Fact]
    public void A_register_that_was_complete_when_it_was_due_is_not_incomplete_by_a_mark_sent_again_or_a_pupil_entered_later()
    {
        string[] registered =
        [
            Replayed.Calendar(),
            .. Enumerable.Range(1, 50).Select(number => Replayed.Pupil($"p{number:000}")),
            .. Enumerable.Range(2, 49).Select(number => Replayed.Mark($"p{number:000}", "2026-09-07", "AM", "/")),
            Replayed.Clock("2026-09-07T09:50:00+01:00"),
        ];
        string[] sentAgain =
        [
            """{"type":"withdrawn","school":"oakfield","of":"mark","student":"p010","date":"2026-09-07","session":"AM","at":"2026-09-07T11:00:00+01:00","reason":"reconciled","receivedAt":"2026-09-07T11:00:00+01:00"}""",
            Replayed.Mark("p010", "2026-09-07", "AM", "L", "2026-09-07T11:00:00+01:00"),
        ];
        string[] entered =
        [
            Replayed.Mark("p001", "2026-09-07", "AM", "L", "2026-09-07T10:00:00+01:00"),
            Replayed.Pupil("p051").Replace("2026-04-13T08:00:00+01:00", "2026-09-07T11:00:00+01:00", StringComparison.Ordinal),
        ];

        Assert.Empty(Replayed.Lines(Replayed.Run([.. registered, .. sentAgain]), "SCH-01"));
        Assert.Empty(Replayed.Lines(Replayed.Run([.. registered, .. entered]), "SCH-01"));
        // One more without a mark than two in a hundred, and nobody was asked before: it was incomplete at 09:50, and two are still missing.
        var unasked = registered.Where(line => !line.Contains("clock", StringComparison.Ordinal)).Where(line => !(line.Contains("p002", StringComparison.Ordinal) && line.Contains("mark", StringComparison.Ordinal)));
        Assert.Contains("firing", Assert.Single(Replayed.Lines(Replayed.Run([.. unasked, Replayed.Mark("p002", "2026-09-07", "AM", "L", "2026-09-07T10:30:00+01:00")]), "SCH-01")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_register_that_was_incomplete_is_so_until_the_last_mark_has_come()
    {
        string[] lines = [.. Registered(50, without: 2), Replayed.Clock("2026-09-07T09:50:00+01:00"), Replayed.Mark("p002", "2026-09-07", "AM", "L", "2026-09-07T10:00:00+01:00")];

        Assert.Contains("firing", Assert.Single(Replayed.Lines(Replayed.Run(lines), "SCH-01")), StringComparison.Ordinal);
        var ended = Replayed.Lines(Replayed.Run([.. lines, Replayed.Mark("p001", "2026-09-07", "AM", "L", "2026-09-07T10:30:00+01:00")]), "SCH-01");
        Assert.Contains("\"to\":\"resolved\"", ended[^1], StringComparison.Ordinal);
        Assert.Contains("\"at\":\"2026-09-07T10:30:00", ended[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_register_that_was_complete_when_it_was_due_is_incomplete_by_marks_taken_back_only_where_too_many_or_a_whole_form_are_without()
    {
        string[] small = [.. Registered(50, without: 1), Replayed.Clock("2026-09-07T09:50:00+01:00")];
        string[] large = [.. Registered(150, without: 0).Select(line => line.Contains("\"pupil\"", StringComparison.Ordinal) && (line.Contains("p149", StringComparison.Ordinal) || line.Contains("p150", StringComparison.Ordinal)) ? line.Replace("9A", "9Z", StringComparison.Ordinal) : line), Replayed.Clock("2026-09-07T09:50:00+01:00")];
        // An alert of the school that is another rule's changes nothing.
        const string Untrained = """{"type":"training","school":"oakfield","person":"s1","group":"governor","appointedOn":"2026-01-01","inductionOn":null,"lastOn":null,"receivedAt":"2026-09-04T09:00:00+01:00"}""";
        int Told(params string[] lines) => Replayed.Lines(Replayed.Run(lines), "SCH-01").Count;

        Assert.Equal(1, Told([.. small, TakenBack("p010"), TakenBack("p011")]));
        Assert.Equal(0, Told([Untrained, .. small, TakenBack("p010"), Replayed.Mark("p010", "2026-09-07", "AM", "L", "2026-09-07T11:00:00+01:00")]));
        Assert.Equal(0, Told([.. large, TakenBack("p010"), TakenBack("p149")]));
        Assert.Equal(1, Told([.. large, TakenBack("p149"), TakenBack("p150")]));
    }

    [Fact]
    public void What_was_said_of_the_afternoon_is_not_said_of_the_morning()
    {
        var (view, answers) = (Known(Concern("a", Monday, "neglect")), new SchoolAnswers());

        RuleBook.Default.ExplainSchool(view, At(Monday.AddDays(1), 16), answers);
        Assert.Equal(AnyStory.Say(RuleBook.Default.ExplainSchool(view, At(Monday.AddDays(1), 14))), AnyStory.Say(RuleBook.Default.ExplainSchool(view, At(Monday.AddDays(1), 14), answers)));
    }

    [Fact]
    public void A_trust_is_lent_spikes_that_are_over_too_and_nothing_else()
    {
        Observation[] concerns = [.. Enumerable.Range(1, 5).Select(number => Concern($"a{number}", Monday, "online")), .. Enumerable.Range(1, 5).Select(number => Concern($"b{number}", Monday.AddDays(number * 14), "bullying"))];

        Assert.Equal([new CategorySpike("online", Monday)], RuleBook.Default.SpikesOf(Known(concerns), At(Monday.AddDays(1), 8), Monday.AddDays(-30)));
        Assert.Equal([new CategorySpike("online", Monday)], RuleBook.Default.SpikesOf(Known(concerns), At(Monday.AddDays(30), 8), Monday.AddDays(-30)));
        Assert.Empty(RuleBook.Default.SpikesOf(new AnySchool.Known().Take(concerns).View, At(Monday.AddDays(1), 8), Monday.AddDays(-30)));
    }

    [Fact]
    public void Spikes_are_lent_from_a_date_on_by_date_and_then_by_category()
    {
        var before = Monday.AddDays(-14);
        var view = Known([.. Six("online", Monday), .. Six("bullying", Monday), .. Six("neglect", before)]);

        Assert.Equal([new("neglect", before), new("bullying", Monday), new("online", Monday)], RuleBook.Default.SpikesOf(view, At(Monday.AddDays(1), 8), before));
        Assert.Equal([new("bullying", Monday), new("online", Monday)], RuleBook.Default.SpikesOf(view, At(Monday.AddDays(1), 8), before.AddDays(1)));
    }

    [Fact]
    public void Clusters_of_two_year_groups_are_told_from_the_youngest_on()
    {
        StudentId[] pupils = [.. Enumerable.Range(1, 10).Select(number => new StudentId($"p{number:000}"))];
        var view = Known(
        [
            .. pupils.Select((pupil, index) => Story.Pupil(pupil) with { YearGroup = index < 5 ? 10 : 8, ReceivedAt = Morning }),
            .. pupils.Select(pupil => Concern($"a{pupil}", Monday, "online") with { Student = pupil }),
        ]);

        Assert.Equal(["8", "10"], RuleBook.Default.ExplainSchool(view, At(Monday, 16)).Where(each => each is { Rule.Value: "SCH-02", Open: not null }).Select(each => string.Concat(each.Facet!.Where(char.IsAsciiDigit))));
    }

    [Fact]
    public void A_concern_that_leaves_its_window_after_the_calendar_is_no_reason_to_fail()
    {
        var calendar = new Calendar { School = Story.School, From = Monday, To = Monday.AddDays(11), ReceivedAt = Morning };
        var view = new AnySchool.Known().Take([calendar, Story.Pupil(new("p001")) with { ReceivedAt = Morning }, Concern("a", Monday, "online") with { Linked = [new("p002")] }]).View;

        Assert.Equal(10, view.Register.Calendar.DaysOf(null).Count);
        Assert.DoesNotContain(RuleBook.Default.ExplainSchool(view, At(Monday.AddDays(11), 16)), each => each.Verdict is BrokeOff);
    }

    [Fact]
    public void An_import_is_stale_by_its_own_days_and_only_where_there_are_some()
    {
        var view = WithoutPupils(new FeedReport { School = Story.School, Feed = FeedWatch.ImportedConcerns, LastCompleteAt = At(Monday, 9), ReceivedAt = At(Monday, 9) });
        Episode? Open(int days, DateOnly on) => new RuleBook(RuleSettings.Default with { ImportStaleDays = days }).ExplainSchool(view, At(on, 10)).Single(each => each.Rule.Value == "TRU-05").Open;

        Assert.Null(Open(14, Monday.AddDays(14).AddDays(-1)));
        Assert.Equal(Monday.AddDays(14), Open(14, Monday.AddDays(14))?.RaisedOn);
        Assert.Null(Open(0, Monday.AddDays(14)));
    }

    [Fact]
    public void A_school_lends_what_has_happened_and_its_trust_what_happened_to_pupils_on_roll()
    {
        var left = new StudentId("p002");
        var view = Known(
            Story.Pupil(left) with { Left = Monday.AddDays(-1), ReceivedAt = Morning },
            Concern("a", Monday.AddDays(-7), "child-on-child") with { Student = left },
            Concern("b", Monday, "child-on-child"),
            Concern("c", Monday.AddDays(1), "child-on-child"));

        var lent = LentFigures.Of(view, _ => null, RuleBook.Default, At(Monday, 16), SchoolId.OfTrust(new("larkfield")), new byte[32]);
        Assert.Equal([Monday.AddDays(-7), Monday], lent.ChildOnChildOn.AsEnumerable());
        Assert.Equal([Monday], lent.Measures.Single(each => each.Name == "child-on-child").Since.AsEnumerable());
    }

    [Fact]
    public void A_silence_that_is_over_is_part_of_the_timeline()
    {
        var peer = new SchoolId("elm");
        var figures = new SchoolFigures { School = Story.School, Of = peer, Name = "Elm", Roll = 10, ChildOnChildOn = [.. Enumerable.Repeat(new DateOnly(2026, 9, 14), 30)], ReceivedAt = Morning };
        var view = Known(new SchoolRecord { School = Story.School, Name = "Oakfield", Peers = [peer], ReceivedAt = Morning }, figures, Concern("a", new(2026, 9, 16), "child-on-child"));

        var timeline = RuleBook.Default.SchoolTimelines(view, At(new(2026, 9, 17), 8)).Single(each => each.Rule.Value == "SCH-05");
        Assert.Equal([new EpisodeSpan(new(2026, 9, 14), new(2026, 9, 16))], timeline.Spans.AsEnumerable());
    }

    [Fact]
    public void A_feed_that_is_found_stale_after_hours_waits_for_the_morning_where_no_pupil_is_known_either()
    {
        var evening = At(Monday, 18);
        var view = WithoutPupils(Poll(At(Monday, 9, 30), evening));

        Assert.True(StaleFeed(view, evening).OnlyContinues);
        var morning = StaleFeed(view, At(Monday.AddDays(1), 8));
        Assert.False(morning.OnlyContinues);

        // Marks are not what is missing: nothing is counted.
        Assert.Equal((null, null), (morning.Open!.Evidence.Count, morning.Open.Evidence.Threshold));
    }

    [Fact]
    public void A_silence_of_yesterday_is_not_raised_anew_before_a_mark_of_today_is_due()
    {
        var early = StaleFeed(Known(), At(Monday.AddDays(1), 8, 30));
        Assert.Equal((Monday, true), (early.Open!.RaisedOn, early.OnlyContinues));
        Assert.False(StaleFeed(Known(), At(Monday.AddDays(1), 9, 45)).OnlyContinues);
    }

    [Fact]
    public void A_feed_that_would_be_stale_from_the_end_of_school_hours_is_stale_from_the_next_morning()
    {
        var view = WithoutPupils(Poll(At(Monday, 16, 30).AddMilliseconds(-1), At(Monday, 16, 30)));

        Assert.Null(StaleFeed(view, At(Monday, 17)).Open);
        Assert.Equal(Monday.AddDays(1), StaleFeed(view, At(Monday.AddDays(1), 8)).Open!.RaisedOn);
    }

    [Fact]
    public void A_poll_at_the_very_instant_at_which_a_feed_would_be_stale_is_no_end_of_a_gap()
    {
        var opens = At(Monday.AddDays(1), 8);
        var view = Known(Poll(At(Monday, 16, 50), At(Monday, 16, 50)), Poll(opens, opens));

        Assert.Null(StaleFeed(view, opens).LastClearedOn);
        var later = Known(Poll(At(Monday, 16, 50), At(Monday, 16, 50)), Poll(opens.AddSeconds(1), opens.AddSeconds(1)));
        Assert.Equal(Monday.AddDays(1), StaleFeed(later, opens.AddSeconds(1)).LastClearedOn);
    }

    [Fact]
    public void A_calendar_without_a_school_day_is_no_reason_to_fail()
    {
        Observation[] concerns = [.. Enumerable.Range(1, 5).Select(number => Concern($"a{number}", Monday.AddDays(-2), "online"))];
        var view = new AnySchool.Known().Take([new Calendar { School = Story.School, From = Monday.AddDays(-2), To = Monday.AddDays(-1), ReceivedAt = Morning }, .. concerns]).View;

        var spike = RuleBook.Default.ExplainSchool(view, At(Monday.AddDays(-1), 8)).Single(each => each.Rule.Value == "SCH-03");
        Assert.Equal("the calendar has 0 of the 12 school weeks before this one", Assert.IsType<CannotTell>(spike.Verdict).Reason);
    }

    [Fact]
    public void A_spike_never_ends_with_its_own_week_however_low_a_school_sets_it()
    {
        var rules = new RuleBook(RuleSettings.Default with { SpikeConcerns = 2, SpikeChance = 0.9 });
        Observation[] usual = [.. Enumerable.Range(1, 12).Select(number => Concern($"a{number}", Monday.AddDays(-56), "online"))];
        var view = Known([.. usual, Concern("b1", Monday, "online"), Concern("b2", Monday, "online")]);
        Finding On(DateOnly date) => rules.ExplainSchool(view, At(date, 8)).Single(each => each.Rule.Value == "SCH-03");

        // Two are fewer than mean and deviation of the twelve weeks before, 1 and 3.5.
        Assert.Equal(Monday, On(Monday.AddDays(8)).Open?.RaisedOn);
        Assert.Equal((null, Monday.AddDays(14)), (On(Monday.AddDays(14)).Open, On(Monday.AddDays(14)).LastClearedOn));
    }

    [Fact]
    public void One_concern_is_a_spike_where_a_school_says_that_one_can_be()
    {
        var rules = new RuleBook(RuleSettings.Default with { SpikeConcerns = 1 });

        Assert.Equal(Monday, rules.ExplainSchool(Known(Concern("a", Monday, "online")), At(Monday, 16)).Single(each => each.Rule.Value == "SCH-03").Open?.RaisedOn);
    }

    [Fact]
    public void No_chance_is_below_none()
    {
        var rules = new RuleBook(RuleSettings.Default with { SpikeChance = 0, ClusterChance = 0 });
        StudentId[] pupils = [.. Enumerable.Range(1, 5).Select(number => new StudentId($"p00{number}"))];
        var view = Known([.. pupils.Select(pupil => Story.Pupil(pupil) with { ReceivedAt = Morning }), .. pupils.Select(pupil => Concern($"a{pupil}", Monday, "online") with { Student = pupil })]);

        Assert.DoesNotContain(rules.ExplainSchool(view, At(Monday, 16)), each => each.Rule.Value is "SCH-02" or "SCH-03" && each.Open is not null);
        Assert.Equal(2, RuleBook.Default.ExplainSchool(view, At(Monday, 16)).Count(each => each.Rule.Value is "SCH-02" or "SCH-03" && each.Open is not null));
    }

    [Fact]
    public void A_concern_filed_twice_under_other_is_one_concern()
    {
        Observation[] concerns = [.. Enumerable.Range(1, 6).Select(number => Concern($"a{number}", Monday, "neglect")), Concern("b", Monday, "other", "other")];

        var quality = RuleBook.Default.ExplainSchool(Known(concerns), At(Monday, 16)).Single(each => each.Rule.Value == "SCH-07");
        Assert.Equal("1 of 7 concerns within 30 days are 'other', 2 categories are in use", Assert.IsType<Quiet>(quality.Verdict).Reason);
    }

    internal static DateTimeOffset At(DateOnly date, int hour, int minute = 0) => SchoolTime.At(date, new(hour, minute));

    private static IEnumerable<Observation> Six(string category, DateOnly on) => Enumerable.Range(1, 6).Select(number => Concern($"{category}{number}", on, category));

    private static IEnumerable<string> Registered(int pupils, int without) =>
    [
        Replayed.Calendar(),
        .. Enumerable.Range(1, pupils).Select(number => Replayed.Pupil($"p{number:000}")),
        .. Enumerable.Range(without + 1, pupils - without).Select(number => Replayed.Mark($"p{number:000}", "2026-09-07", "AM", "/")),
    ];

    private static string TakenBack(string student) =>
        $$"""{"type":"withdrawn","school":"oakfield","of":"mark","student":"{{student}}","date":"2026-09-07","session":"AM","at":"2026-09-07T11:00:00+01:00","reason":"reconciled","receivedAt":"2026-09-07T11:00:00+01:00"}""";

    private static SchoolView WithoutPupils(FeedReport only) => new AnySchool.Known().Take([Story.Calendar() with { ReceivedAt = Morning }, only]).View;

    internal static SchoolView Known(params Observation[] more) =>
        new AnySchool.Known().Take([Story.Calendar() with { ReceivedAt = Morning }, Story.Pupil(new("p001")) with { ReceivedAt = Morning }, .. more]).View;

    internal static Concern Concern(string id, DateOnly on, params string[] categories) => new()
    {
        School = Story.School,
        Student = new("p001"),
        Id = id,
        OccurredAt = At(on, 12),
        RecordedAt = At(on, 15),
        RecordedBy = "Ann",
        Categories = [.. categories],
        Severity = 1,
        ReceivedAt = At(on, 15),
    };

    private static FeedReport Poll(DateTimeOffset completeAt, DateTimeOffset heardAt) => new() { School = Story.School, Feed = "mis", LastCompleteAt = completeAt, ReceivedAt = heardAt };

    private static Finding StaleFeed(SchoolView view, DateTimeOffset at) => RuleBook.Default.ExplainSchool(view, at).Single(each => each.Rule.Value == "TRU-05");
}
