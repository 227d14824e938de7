using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// Pupils on roll. A full read is also compared with the pupils we know: too many missing at once is our or Wonde's mistake, not theirs.
/// Whoever is new is told last, when it is known who is not there any more: after a change of the school's system everybody is new, and is somebody we know.
/// </summary>
internal sealed class RollStream(WondePager pager, RollTranslator translator)
{
    private readonly RollCount _count = new(pager);

    public static readonly string[] Includes = ["education_details", "extended_details", "year", "registration"];

    private static readonly StatusKind[] Watched = [StatusKind.CP, StatusKind.CIN, StatusKind.CLA, StatusKind.EHCP];

    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var listed = new HashSet<string>(StringComparer.Ordinal);
        var newcomers = new Newcomers<StudentPayload>(request.Memory.Table(PupilBook.Table).IsEmpty, OnRoll(request.Memory), IdentityOf);
        var list = WondeList.Of("students", request, Includes);
        await foreach (var page in pager.Pages(binding, list, cancellation).ConfigureAwait(false))
        {
            if (page.Coverage is Coverage.NotPermitted or Coverage.NotSupplied)
            {
                yield return new UpstreamPage { Memory = memory, Coverage = page.Coverage };
                yield break;
            }

            var rows = WondeJson.Reader.Rows<StudentPayload>(page.Rows);
            listed.UnionWith(rows.Select(row => row.Id));
            seen.UnionWith(rows.Select(row => row.Row?.Upi ?? memory.Students.GetValueOrDefault(row.Id) ?? "").Where(student => student.Length > 0));
            var read = WondeJson.Reader.Read(request.Stream, newcomers.Without(rows), memory, translator.OnRoll);
            var coverage = page.Coverage == Coverage.Supplied && HasLostFlags(rows, memory) ? Coverage.NotPermitted : page.Coverage;
            memory = read.Memory;
            yield return read with { Coverage = coverage };
        }

        if (request.UpdatedFrom is not null && newcomers.NeedACompleteRead)
        {
            // Whether the pupils we know are still there only a complete read can tell.
            await foreach (var page in Sweep(binding, request with { UpdatedFrom = null, Memory = memory }, cancellation).ConfigureAwait(false))
                yield return page;
            yield break;
        }

        var renamed = request.UpdatedFrom is null ? newcomers.Renamed(seen) : [];
        if (request.UpdatedFrom is null)
            memory = await Reconciled(binding, request, memory, [.. seen, .. renamed.Values], listed.Count, cancellation).ConfigureAwait(false);
        if (request.UpdatedFrom is null || newcomers.Rows.Count > 0)
            yield return Told(request, binding, memory, newcomers.Rows.Values, renamed);
    }

    private static IEnumerable<RollIdentity> OnRoll(UpstreamMemory memory) =>
        memory.Pupils().Where(pupil => pupil.IsOnRoll).Select(pupil => new RollIdentity(pupil.Student, pupil.Facts!.Upn, pupil.Facts.Born));

    private static RollIdentity? IdentityOf(StudentPayload row) =>
        row is { Upi: { } upi, Id: not null } ? new RollIdentity(upi, row.EducationDetails?.Data?.Upn, row.DateOfBirth?.Date) : null;

    // The old record is withdrawn just before its successor is told: in one page, so that nobody is seen to have gone.
    private UpstreamPage Told(
        SweepRequest request, UpstreamBinding binding, UpstreamMemory memory, IEnumerable<RawRow<StudentPayload>> rows, Dictionary<string, string> renamed)
    {
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        var page = new UpstreamPage { Memory = memory };
        foreach (var row in rows.OrderByDescending(row => renamed.ContainsKey(row.Row!.Upi!)))
        {
            if (renamed.TryGetValue(row.Row!.Upi!, out var student) && memory.Pupil(student) is { } old)
            {
                memory = memory.Without(GoneTranslator.Table, old.Student).Remember(old with { Facts = null, LastContent = 0, Revision = old.Revision + 1 })
                    .With(RollTranslator.RereadTable, row.Row.Upi!, "");
                records.Add(GoneTranslator.Withdraw(binding.School, old.Student, "reconciled", request.UpdatedBefore));
            }

            var read = WondeJson.Reader.Read(request.Stream, [row], memory, translator.OnRoll);
            memory = read.Memory;
            records.AddRange(read.Records);
            page = page with { Quarantined = page.Quarantined.AddRange(read.Quarantined), Understood = page.Understood.AddRange(read.Understood) };
        }

        return page with { Memory = memory, Records = records.ToImmutable() };
    }

    // A scope that is taken away turns values into null: that is no all-clear, and it is said.
    private static bool HasLostFlags(List<RawRow<StudentPayload>> rows, UpstreamMemory before)
    {
        var known = rows.Where(row => row.Row?.Upi is not null).Select(row => (row.Row!.ExtendedDetails?.Data, Known: before.Pupil(row.Row.Upi!))).ToList();
        return Watched.Any(kind =>
            known.Any(each => each.Known?.Flag(kind).Last is not null) && known.All(each => Value(each.Data, kind) is null));
    }

    private static string? Value(ExtendedPayload? flags, StatusKind kind) => Said(kind switch
    {
        StatusKind.CP => flags?.ChildProtectionPlan,
        StatusKind.CIN => flags?.ChildInNeed,
        StatusKind.CLA => flags?.InLeaCare,
        _ => flags?.SenStatus,
    });

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private async Task<UpstreamMemory> Reconciled(
        UpstreamBinding binding, SweepRequest request, UpstreamMemory memory, HashSet<string> seen, int rows, CancellationToken cancellation)
    {
        var onRoll = memory.Pupils().Where(pupil => pupil.IsOnRoll).ToList();
        var missing = onRoll.Where(pupil => !seen.Contains(pupil.Student)).Select(pupil => pupil.Student).ToHashSet(StringComparer.Ordinal);
        var count = await _count.Ask(binding, cancellation).ConfigureAwait(false);
        if (IsMassChange() || IsDoubtful(rows))
        {
            await foreach (var page in pager.Pages(binding, new WondeList("students-leaver", []), cancellation).ConfigureAwait(false))
                missing.ExceptWith(WondeJson.Reader.Rows<StudentPayload>(page.Rows).Select(row => row.Row?.Upi ?? ""));
            if (MassChange.IsAccepted(binding, missing, onRoll.Count))
                return missing.Order(StringComparer.Ordinal).Aggregate(RollCount.Forget(memory), (known, student) => GoneTranslator.Accepted(known, student, request.UpdatedBefore));
            if (IsMassChange())
                throw MassChange.Refused(missing, onRoll.Count, mayBeMeant: seen.Count > 0);
            if (IsDoubtful(rows + await Withheld().ConfigureAwait(false)))
                throw MassChange.Doubted(missing, onRoll.Count, count!.Value, rows);
        }

        memory = missing.Count == 0 ? RollCount.Learn(memory, count, rows) : memory;
        return missing.Order(StringComparer.Ordinal).Aggregate(memory, (known, student) => GoneTranslator.Missed(known, student, request.UpdatedBefore));

        bool IsMassChange() => (seen.Count == 0 && missing.Count > 0) || MassChange.IsSuspicious(missing.Count, onRoll.Count);

        bool IsDoubtful(int listed) => missing.Count > 0 && RollCount.IsAbove(count, listed, memory);

        async Task<int> Withheld()
        {
            var withheld = await WithheldPeople.Read(pager, binding, cancellation).ConfigureAwait(false);
            return onRoll.Count(pupil => missing.Contains(pupil.Student) && withheld.Contains(pupil.WondeId ?? ""));
        }
    }
}
