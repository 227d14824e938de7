using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>What links the pupils of one school: households, and concerns that name others. The one place that says who must be looked at when somebody else's record changes.</summary>
public sealed class PupilLinks(SchoolRegister register, SchoolStatistics statistics, Func<StudentId, Chronology?> pupils, RuleBook rules, DateTimeOffset asOf)
{
    /// <summary>The pupils whose context a change of one pupil's chronology may have changed, that pupil not among them.</summary>
    public IEnumerable<StudentId> AffectedBy(Chronology? before, Chronology after)
    {
        var isSame = ReferenceEquals(before?.File, after.File) || (before?.File.Concerns == after.File.Concerns && before.File.Actions == after.File.Actions);
        List<StudentId> named = isSame ? [] : [.. NamedIn(before?.File.Concerns ?? []).Concat(NamedIn(after.File.Concerns)).Distinct()];

        // Being named can make a child's alert serious, which is news for that child's siblings too.
        named = [.. named.Select(register.Identities.PrimaryOf).Distinct()];
        return named.Concat(named.SelectMany(each => SiblingsOf(each, null))).Concat(SiblingsOf(after.Student, before?.Pupil?.Household)).Where(each => each != after.Student).Distinct();
    }

    public PupilContext ContextOf(StudentId student)
    {
        var (named, siblings) = (NamedIn(student), SiblingsOf(student, null));
        return named.IsEmpty && siblings.IsEmpty ? PupilContext.None : new PupilContext([.. siblings.Select(FactsOf).OfType<SiblingFacts>()], named, ReviewsOf(student));
    }

    private ImmutableArray<Concern> NamedIn(StudentId student) =>
        register.Identities.Joined.IsEmpty ? RowsNaming(student)
        : [.. register.Identities.RecordsOf(student).SelectMany(each => RowsNaming(each)).DistinctBy(each => each.Id).Select(InPrimaries)];

    private ImmutableArray<Concern> RowsNaming(StudentId student) =>
        statistics.NamedIn.TryGetValue(student, out var rows) ? [.. rows.DistinctBy(each => each.Id)] : [];

    // A concern may name a child by a record that has been joined with another since.
    private Concern InPrimaries(Concern concern) => concern.ChildOnChild is not { } roles ? concern : concern with
    {
        ChildOnChild = new([.. roles.Aggressor.Select(register.Identities.PrimaryOf)], [.. roles.Target.Select(register.Identities.PrimaryOf)]),
    };

    // Where one entry is filed for several pupils, a review in any of their files is a review of it.
    private ImmutableArray<DateTimeOffset> ReviewsOf(StudentId student) =>
    [
        .. (register.Identities.Joined.IsEmpty ? [student] : register.Identities.RecordsOf(student))
            .SelectMany(record => statistics.NamedIn.GetValueOrDefault(record, []))
            .SelectMany(concern => statistics.Concerns.TryGetValue(concern.Student, out var file) ? ConcernFacts.Reviews(file.Actions, [concern]) : [])
            .Distinct().Order(),
    ];

    private static IEnumerable<StudentId> NamedIn(ImmutableArray<Concern> concerns) =>
        concerns.SelectMany(each => each.ChildOnChild is { } roles ? roles.Aggressor.Concat(roles.Target) : []);

    private ImmutableArray<StudentId> SiblingsOf(StudentId student, string? householdBefore)
    {
        var household = register.Roll.GetValueOrDefault(student)?.Household;
        if (household is null && householdBefore is null) return [];
        var members = (household is null ? [] : register.Households.GetValueOrDefault(household, []))
            .Union(householdBefore is null ? [] : register.Households.GetValueOrDefault(householdBefore, []));
        return [.. members.Remove(student)];
    }

    // A sibling's alerts are those of the sibling's own record and of the events it is named in: what siblings say of each other does not go round in a circle.
    private SiblingFacts? FactsOf(StudentId sibling)
    {
        if (pupils(sibling) is not { } known) return null;
        var serious = rules.SeriousEpisodes(known, register.Calendar, asOf, new PupilContext([], NamedIn(sibling), ReviewsOf(sibling)));
        return new(sibling, [.. known.File.Concerns.Select(each => SchoolTime.DateOf(each.OccurredAt)).Order()], serious);
    }
}
