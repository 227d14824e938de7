using RiskMonitor.Domain.BackTesting;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests;

public sealed class PupilIdentityTests
{
    private const string Permanent = "N823432113104";
    private static readonly SchoolId School = new("oakfield");
    private static readonly StudentId Old = new("old");
    private static readonly StudentId New = new("new");
    private static readonly DateOnly Born = new(2012, 6, 1);
    private static readonly DateOnly Changeover = new(2026, 9, 1);
    private static readonly DateTimeOffset Start = new(2026, 10, 5, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_equal_permanent_UPN_and_date_of_birth_are_one_child_and_its_chronology_is_one()
    {
        var history = Told(Pupil(Old), Mark(Old, 5, "O"), Concern(Old, "c1"), Named(New, "Ruth BENNETT"), Mark(New, 6, "O"), Concern(New, "c2"), Action("a1", "c2"));

        var child = Of(history, Old);
        Assert.Equal(["O", "O"], child.Marks.All.Select(mark => mark.Code));
        Assert.Equal(["c1", "c2"], child.File.Concerns.Select(concern => concern.Id));
        Assert.Equal(["a1"], child.File.Actions.Select(action => action.Id));
        Assert.All(child.File.Concerns, concern => Assert.Equal(Old, concern.Student));
        Assert.Equal(Chronology.Empty(New), Of(history, New));
        Assert.True(history.Register.Identities.IsAlias(New));
        Assert.Null(history.Register.Roll[New].Joined);
        Assert.Equal(IdentityStanding.Certain, Assert.Single(history.Register.Identities.Pairs()).Standing);
    }

    [Theory]
    [InlineData(Permanent, "2012-06-02", "Ruth Bennett", "the same permanent UPN, but another date of birth")]
    [InlineData(Permanent, "2012-06-01", "Rose Bennett", "the same permanent UPN and date of birth, but another name")]
    [InlineData(Permanent, null, "Ruth Bennett", "the same permanent UPN, but not both have a date of birth")]
    [InlineData(null, "2012-06-01", "Bennett  Rúth", "the same name and date of birth, not the same UPN")]
    public void What_is_not_certain_waits_for_a_person(string? upn, string? born, string name, string why)
    {
        var history = Told(Pupil(Old), Mark(Old, 5, "O"), Pupil(New, upn, born is null ? null : DateOnly.ParseExact(born, "yyyy-MM-dd"), name), Mark(New, 6, "O"));

        var pair = Assert.Single(history.Register.Identities.Pairs());
        Assert.Equal((IdentityStanding.Waiting, why), (pair.Standing, pair.Why));
        Assert.Single(Of(history, Old).Marks.All);
        Assert.Single(Of(history, New).Marks.All);
    }

    [Theory]
    [InlineData("X00180001701A")]
    [InlineData("A823432113104")]
    public void A_temporary_or_impossible_UPN_makes_nobody_one_child(string upn)
    {
        var history = Told(Pupil(Old, upn), Pupil(New, upn));

        Assert.Equal(IdentityStanding.Waiting, Assert.Single(history.Register.Identities.Pairs()).Standing);
    }

    [Fact]
    public void Two_who_are_on_roll_at_once_wait_until_one_of_them_is_not()
    {
        var both = Pupil(Old) with { Left = null };

        var atOnce = Told(both, Mark(Old, 5, "O"), Pupil(New), Mark(New, 6, "O"));
        var afterwards = Told(both, Mark(Old, 5, "O"), Pupil(New), Mark(New, 6, "O"), Pupil(Old));
        var withdrawn = Told(both, Mark(Old, 5, "O"), Pupil(New), Mark(New, 6, "O"), Withdrawn("pupil", "old"));

        var pair = Assert.Single(atOnce.Register.Identities.Pairs());
        Assert.Equal((IdentityStanding.Waiting, "the same permanent UPN and date of birth, but both on roll at once"), (pair.Standing, pair.Why));
        Assert.Single(Of(atOnce, Old).Marks.All);
        Assert.Equal(2, Of(afterwards, Old).Marks.All.Count());
        Assert.Equal(2, Of(withdrawn, Old).Marks.All.Count());
    }

    [Fact]
    public void Pupils_who_share_nothing_are_no_pair() =>
        Assert.Empty(Told(Pupil(Old), Pupil(New, "X00180001701A", new DateOnly(2013, 1, 1), "Tom Ash")).Register.Identities.Pairs());

    [Fact]
    public void A_person_joins_two_records_and_takes_it_back()
    {
        Observation[] before = [Pupil(Old), Mark(Old, 5, "O"), Pupil(New, null), Mark(New, 6, "N")];
        var joined = Told([.. before, Decision(IdentityVerdict.Same)]);
        var undone = Told([.. before, Decision(IdentityVerdict.Same), Mark(New, 7, "I"), Mark(Old, 8, "/"), Decision(IdentityVerdict.Undone)]);
        var never = Told([.. before, Mark(New, 7, "I"), Mark(Old, 8, "/")]);

        Assert.Equal(["O", "N"], Of(joined, Old).Marks.All.Select(mark => mark.Code));
        Assert.Empty(Of(joined, New).Marks.All);
        Assert.Equal(Of(never, Old).Marks.All, Of(undone, Old).Marks.All);
        Assert.Equal(Of(never, New).Marks.All, Of(undone, New).Marks.All);
        Assert.Equal(never.Register.Roll[New].Joined, undone.Register.Roll[New].Joined);
        Assert.Equal(IdentityStanding.Waiting, Assert.Single(undone.Register.Identities.Pairs()).Standing);
    }

    [Fact]
    public void What_was_certain_is_two_children_when_a_person_says_so()
    {
        var history = Told(Pupil(Old), Mark(Old, 5, "O"), Pupil(New), Mark(New, 6, "N"), Decision(IdentityVerdict.Different));

        Assert.Single(Of(history, Old).Marks.All);
        Assert.Single(Of(history, New).Marks.All);
        Assert.Equal(IdentityStanding.SaidDifferent, Assert.Single(history.Register.Identities.Pairs()).Standing);
    }

    [Fact]
    public void The_old_records_own_withdrawal_takes_neither_the_child_nor_the_new_records_marks()
    {
        var history = Told(
            Pupil(Old), Mark(Old, 5, "O"), Pupil(New), Mark(New, 5, "O"), Withdrawn("pupil", "old"), Withdrawn("mark", "old|2026-10-05|AM"));

        Assert.Equal(["O"], Of(history, Old).Marks.All.Select(mark => mark.Code));
        Assert.NotNull(Of(history, Old).Pupil);
        Assert.NotNull(history.Register.Roll[Old].Joined);
    }

    [Fact]
    public void A_registers_progress_counts_the_child_once()
    {
        var at = new SchoolSession(new DateOnly(2026, 10, 5), Session.AM);
        var history = Told(Calendar(), Pupil(Old), Pupil(New, null), Mark(New, 5, "/"), Decision(IdentityVerdict.Same));

        var progress = history.Register.ProgressOf(at);
        Assert.Equal((1, 1), (progress.Expected, progress.Marked));
    }

    [Fact]
    public void One_page_or_many_join_the_same()
    {
        Observation[] all = [Pupil(Old), Mark(Old, 5, "O"), Concern(Old, "c1"), Pupil(New), Mark(New, 6, "N"), Concern(New, "c2"), Decision(IdentityVerdict.Different), Mark(New, 7, "I"), Decision(IdentityVerdict.Same)];
        var stamped = Stamped(all);

        var (one, many) = (SchoolHistory.Of(School, [stamped]), SchoolHistory.Of(School, stamped.Select(each => (IReadOnlyList<Observation>)[each])));
        Assert.Equal(Of(many, Old).Marks.All, Of(one, Old).Marks.All);
        Assert.Equal(Of(many, Old).File.Concerns, Of(one, Old).File.Concerns);
        Assert.Empty(Of(one, New).Marks.All);
    }

    [Fact]
    public void An_event_that_names_either_record_is_reviewed_for_the_one_child()
    {
        var other = new StudentId("other");
        var history = Told(
            Pupil(Old), Pupil(New), Pupil(other, "X00180001701A", new DateOnly(2013, 1, 1), "Tom Ash"),
            Concern(other, "c1") with { ChildOnChild = new([other], [New]) }, Action("a1", "c1") with { Kind = ActionKind.Review });

        var context = new PupilLinks(history.Register, history.Statistics, student => history.Pupils.FirstOrDefault(each => each.Student == student), RiskMonitor.Domain.Rules.RuleBook.Default, Start.AddDays(1)).ContextOf(Old);

        Assert.Equal("c1", Assert.Single(context.NamedIn).Id);
        Assert.Equal(Start, Assert.Single(context.Reviews));
    }

    [Fact]
    public void A_clue_is_never_printed() => Assert.Equal("clue", IdentityClue.Of(Pupil(Old)).ToString());

    private static SchoolHistory Told(params Observation[] observations) =>
        SchoolHistory.Of(School, Stamped(observations).Select(each => (IReadOnlyList<Observation>)[each]));

    private static Observation[] Stamped(Observation[] observations) => [.. observations.Select((each, index) => each with { ReceivedAt = Start.AddMinutes(index) })];

    private static Chronology Of(SchoolHistory history, StudentId student) => history.Pupils.Single(each => each.Student == student);

    private static Pupil Pupil(StudentId student, string? upn = Permanent) => Pupil(student, upn, Born, "Ruth Bennett");

    private static Pupil Pupil(StudentId student, string? upn, DateOnly? born, string name) =>
        new() { School = School, Student = student, Upn = upn, Born = born, FullName = name, Joined = student == Old ? new(2023, 9, 1) : Changeover, Left = student == Old ? Changeover : null, YearGroup = 9 };

    private static Pupil Named(StudentId student, string name) => Pupil(student, Permanent, Born, name);

    private static Mark Mark(StudentId student, int day, string code) => new() { School = School, Student = student, At = new(new(2026, 10, day), Session.AM), Code = code };

    private static Concern Concern(StudentId student, string id) =>
        new() { School = School, Student = student, Id = id, OccurredAt = Start.AddDays(-1), Categories = ["neglect"], Severity = 2, RecordedBy = "s1" };

    private static ConcernAction Action(string id, string concern) => new() { School = School, Id = id, Concern = concern, At = Start, Kind = ActionKind.Triage };

    private static Withdrawn Withdrawn(string of, string key) => new() { School = School, Of = of, OfKey = key, At = Start, Reason = "reconciled" };

    private static IdentityDecision Decision(IdentityVerdict verdict) => new() { School = School, Student = New, Other = Old, Verdict = verdict, By = "lead" };

    private static Calendar Calendar() => Rules.Story.Calendar() with { School = School };
}
