using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>
/// Registration groups: a student's row does not say which one. Always read whole, since a pupil who leaves a group changes the group's row alone. Of several groups
/// the one of today counts, in whatever order they come; an end date is the last day of its group.
/// </summary>
internal sealed class GroupStream(AssemblyPager pager)
{
    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var today = SchoolTime.DateOf(request.UpdatedBefore);
        var groups = new Dictionary<string, GroupOfStudent>(StringComparer.Ordinal);
        await foreach (var page in pager.Pages(binding, new AssemblyList("registration_groups"), cancellation).ConfigureAwait(false))
        {
            var read = AssemblyJson.Reader.Read(
                request.Stream, AssemblyJson.Reader.Rows<RegistrationGroupPayload>(page.Rows), request.Memory, (row, memory) => Note(row, memory, today, groups));
            yield return page.Of(request.Stream, read);
            if (page.Coverage != Coverage.Supplied)
                yield break;
        }

        yield return Settled(binding, request.Memory, groups.ToImmutableDictionary(each => each.Key, each => each.Value.Name, StringComparer.Ordinal));
    }

    private static Reading Note(RegistrationGroupPayload row, UpstreamMemory memory, DateOnly today, Dictionary<string, GroupOfStudent> groups)
    {
        if (string.IsNullOrEmpty(row.Name))
            return new Reading(null, memory, "name: missing.");
        if (row.StudentIds is null)
            return new Reading(null, memory, "student_ids: missing.");
        var group = GroupOfStudent.Of(row, today);
        foreach (var student in row.StudentIds)
        {
            if (!groups.TryGetValue(student, out var other) || group.Rank.CompareTo(other.Rank) > 0)
                groups[student] = group;
        }

        return new Reading(null, memory);
    }

    // The pupils who are in another group than before; those not known yet are told with the roll.
    private static UpstreamPage Settled(UpstreamBinding binding, UpstreamMemory memory, ImmutableDictionary<string, string> registrations)
    {
        var before = memory.Table(StudentBook.RegistrationTable);
        if (registrations.IsEmpty && !before.IsEmpty)
            throw new UpstreamException("All registration groups are empty at once: wrong address or lost permission? The pupils' groups were left as they are.");
        var moved = before.Keys.Union(registrations.Keys).Where(student => before.GetValueOrDefault(student) != registrations.GetValueOrDefault(student))
            .Order(StringComparer.Ordinal).ToList();
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        if (moved.Count > 0)
            memory = memory.WithTable(StudentBook.RegistrationTable, registrations);
        foreach (var student in moved)
        {
            if (memory.Known(student) is not { IsGone: false } known)
                continue;
            (memory, var record) = memory.Tell(known, binding.School);
            records.Add(record);
        }

        return new UpstreamPage { Memory = memory, Records = records.ToImmutable() };
    }

    /// <param name="Rank">The greater counts: of today before over, over before not yet begun; then what began later; then what was issued later.</param>
    private sealed record GroupOfStudent(string Name, (int Time, DateOnly Start, long Id) Rank)
    {
        public static GroupOfStudent Of(RegistrationGroupPayload row, DateOnly today)
        {
            var time = row.StartDate?.Day > today ? 0 : row.EndDate?.Day < today ? 1 : 2;
            var id = long.TryParse(row.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            return new GroupOfStudent(row.Name!, (time, row.StartDate?.Day ?? DateOnly.MinValue, id));
        }
    }
}
