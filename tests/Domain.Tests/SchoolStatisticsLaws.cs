using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Rules;

namespace RiskMonitor.Domain.Tests;

/// <summary>What a school keeps by difference is what a recount gives, whatever is corrected or taken back; and nobody's context changes unnoticed.</summary>
public sealed class SchoolStatisticsLaws
{
    [Fact]
    public void Counting_by_difference_is_counting_again() => AnySchoolStory.Pages.Sample(pages =>
    {
        var school = new Known();
        foreach (var page in pages)
        {
            school.Take(page);
            if (Say(school.Statistics) != Say(SchoolStatistics.Of(school.Pupils.Values))) return false;
        }

        return true;
    });

    [Fact]
    public void A_pupil_lives_where_the_last_record_says_and_nowhere_once_it_is_withdrawn() => AnySchoolStory.Pages.Sample(pages =>
    {
        var school = new Known();
        foreach (var page in pages) school.Take(page);

        var expected = school.Pupils.Values.Where(pupil => pupil.Pupil?.Household is not null).GroupBy(pupil => pupil.Pupil!.Household!)
            .OrderBy(home => home.Key, StringComparer.Ordinal).Select(home => $"{home.Key}: {string.Join(' ', home.Select(pupil => pupil.Student).Order())}");
        Assert.Equal(expected, school.Register.Households.OrderBy(home => home.Key, StringComparer.Ordinal).Select(home => $"{home.Key}: {string.Join(' ', home.Value)}"));
    });

    [Fact]
    public void Whose_context_changes_is_affected_by_somebody_who_changed() => AnySchoolStory.Pages.Sample(pages =>
    {
        var school = new Known();
        var at = AnySchoolStory.At(pages.Length);
        school.Take([Story.Calendar() with { ReceivedAt = AnySchoolStory.At(0) }]);
        foreach (var page in pages)
        {
            var before = school.Contexts(at);
            var affected = school.Take(page);
            foreach (var (student, context) in school.Contexts(at))
            {
                if (before.TryGetValue(student, out var old) && old != context && !affected.Contains(student)) return false;
            }
        }

        return true;
    });

    [Fact]
    public void A_child_on_child_concern_names_everybody_in_it_once_and_nobody_when_it_is_gone()
    {
        var school = new Known();
        var concern = Concern("a", "p001", new([new("p002")], [new("p001"), new("p003"), new("p002")]));

        school.Take([concern]);
        Assert.Equal(["p001 a", "p002 a", "p003 a"], Named(school));
        school.Take([concern with { ChildOnChild = new([new("p002")], [new("p004")]), ReceivedAt = AnySchoolStory.At(1) }]);
        Assert.Equal(["p002 a", "p004 a"], Named(school));
        school.Take([new Withdrawn { School = Story.School, Of = "concern", OfKey = "a|p001", Student = new("p001"), At = AnySchoolStory.At(2), Reason = "deleted", ReceivedAt = AnySchoolStory.At(2) }]);
        Assert.Empty(Named(school));
    }

    private static IEnumerable<string> Named(Known school) => school.Statistics.NamedIn.SelectMany(each => each.Value.Select(concern => $"{each.Key} {concern.Id}")).Order(StringComparer.Ordinal);

    private static Concern Concern(string id, string student, ChildOnChild roles) => new()
    {
        School = Story.School,
        Student = new(student),
        Id = id,
        OccurredAt = AnySchoolStory.At(0),
        Categories = ["child-on-child"],
        Severity = 2,
        RecordedBy = "Ann",
        ChildOnChild = roles,
        ReceivedAt = AnySchoolStory.At(0),
    };

    private static string Say(SchoolStatistics statistics) => string.Join(
        '\n',
        statistics.Concerns.Select(each => $"concerns {each.Key}: {Say(each.Value.Concerns)}; {string.Join(' ', each.Value.Actions.Select(action => $"{action.Id}{action.Concern}{action.Kind}"))}")
            .Concat(statistics.Suspensions.Select(each => $"suspensions {each.Key}: {string.Join(' ', each.Value.Select(one => $"{one.Id}{one.From:O}"))}"))
            .Concat(statistics.NamedIn.OrderBy(each => each.Key).Select(each => $"named {each.Key}: {Say(each.Value)}"))
            .Concat(statistics.Marks.Select(each => $"marks {each.Key:O}: {each.Value}")));

    private static string Say(IEnumerable<Concern> concerns) => string.Join(' ', concerns.Select(each =>
        $"{each.Id}|{each.Student} {each.OccurredAt:O} {each.Severity} {string.Join(',', each.ChildOnChild?.Aggressor ?? [])}>{string.Join(',', each.ChildOnChild?.Target ?? [])}"));

    private static string Say(PupilContext context) =>
        $"{Say(context.NamedIn)} / {string.Join(' ', context.Siblings.Select(each => $"{each.Student} {string.Join(',', each.ConcernsOn)} {string.Join(',', each.Serious)}"))}";

    /// <summary>A school as the live path and the replay keep it.</summary>
    private sealed class Known
    {
        internal SchoolRegister Register { get; private set; } = SchoolRegister.Empty(Story.School);

        internal SchoolStatistics Statistics { get; private set; } = SchoolStatistics.Empty;

        internal Dictionary<StudentId, Chronology> Pupils { get; } = [];

        /// <returns>The pupils who changed, and those whom that affects.</returns>
        internal HashSet<StudentId> Take(IReadOnlyList<Observation> page)
        {
            var intake = Register.Take(page);
            Register = intake.Register;
            var (counting, affected) = (new StatisticsIntake(Statistics), new HashSet<StudentId>());
            foreach (var slice in intake.Slices)
            {
                var before = Pupils.GetValueOrDefault(slice.Student);
                var after = Pupils[slice.Student] = slice.Observations.Aggregate(before ?? Chronology.Empty(slice.Student), (known, next) => known.With(next));
                counting.Take(before, after);
                affected.Add(slice.Student);
                affected.UnionWith(LinksAt(default).AffectedBy(before, after));
            }

            Statistics = counting.Done();
            return affected;
        }

        internal Dictionary<StudentId, string> Contexts(DateTimeOffset at) => Pupils.Keys.ToDictionary(student => student, student => Say(LinksAt(at).ContextOf(student)));

        private PupilLinks LinksAt(DateTimeOffset at) => new(Register, Statistics, Pupils.GetValueOrDefault, RuleBook.Default, at);
    }
}
