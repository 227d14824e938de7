using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>Registration groups: a student's row does not say which one. Always read whole, since a pupil who leaves a group changes the group's row alone.</summary>
internal sealed class GroupStream(AssemblyPager pager)
{
    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var registrations = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        await foreach (var page in pager.Pages(binding, new AssemblyList("registration_groups"), cancellation).ConfigureAwait(false))
        {
            var read = AssemblyJson.Reader.Read(
                request.Stream, AssemblyJson.Reader.Rows<RegistrationGroupPayload>(page.Rows), request.Memory, (row, memory) => Note(row, memory, registrations));
            yield return read with { Coverage = page.Coverage };
            if (page.Coverage != Coverage.Supplied)
                yield break;
        }

        yield return Settled(binding, request.Memory, registrations.ToImmutable());
    }

    private static Reading Note(RegistrationGroupPayload row, UpstreamMemory memory, ImmutableDictionary<string, string>.Builder registrations)
    {
        if (string.IsNullOrEmpty(row.Name))
            return new Reading(null, memory, "name: missing.");
        if (row.StudentIds is null)
            return new Reading(null, memory, "student_ids: missing.");
        foreach (var student in row.StudentIds)
            registrations[student] = row.Name;
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
}
