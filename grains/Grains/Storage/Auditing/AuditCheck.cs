using System.Data.Common;
using Dapper;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Storage.Auditing;

/// <summary>
/// Follows every chain from its beginning and holds it against the checkpoints. It reads only, and needs neither the master key nor the signing key:
/// a school can have it done by somebody it trusts.
/// </summary>
public sealed class AuditCheck(DbDataSource source, string tenant, IReadOnlyList<string> folders, AuditPublicKey key)
{
    private const int Page = 1000;
    private const int MostFaults = 100;

    private readonly List<AuditFault> _faults = [];
    private readonly Dictionary<string, SortedDictionary<long, AuditCheckpoint>> _attested = new(StringComparer.Ordinal);
    private readonly List<string> _unattested = [];
    private int _faultCount;
    private int _checkpoints;

    /// <param name="progress">Told how many rows of how many are checked, a page at a time.</param>
    public async Task<AuditVerdict> Run(Action<long, long> progress, CancellationToken cancellation)
    {
        // First the checkpoints: what they attest must be among the rows that are read afterwards.
        foreach (var line in folders.SelectMany(folder => new CheckpointFolder(folder).Lines()))
            Take(line);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var of = await connection.ExecuteScalarAsync<long>(AuditSql.CountRows);
        var (chain, rows, chains) = ((Following?)null, 0L, 0);
        while (true)
        {
            progress(rows, of);
            var page = (await connection.QueryAsync<AuditLine>(new CommandDefinition(
                AuditSql.SelectInChains, new { chain = chain?.Name ?? "", sequence = chain?.Sequence ?? 0, limit = Page }, cancellationToken: cancellation))).AsList();
            foreach (var line in page)
            {
                if (chain?.Name != line.Chain)
                {
                    End(chain);
                    (chain, chains) = (new Following(line.Chain, AuditLink.Beginning(tenant, line.Chain)), chains + 1);
                }

                Follow(chain, line);
            }

            rows += page.Count;
            if (page.Count < Page)
                break;
        }

        End(chain);
        foreach (var name in _unattested.Except(ChainsAttestedNow()).ToList())
            Add(AuditFaultKind.Unattested, name, 0, "No checkpoint attests this chain: it was put in by hand, or its checkpoints are in another folder.");
        foreach (var (gone, sequences) in _attested.Where(each => each.Value.Keys.Last() > 0))
            Add(AuditFaultKind.ChainGone, gone, 0, $"A whole chain is gone: checkpoints attest {sequences.Keys.Last()} rows of it, and there is none.");
        progress(rows, Math.Max(rows, of));
        // Whoever empties the table and the folder leaves nothing that contradicts itself, but what the service did is still there.
        if (rows == 0 && _checkpoints == 0 && await connection.ExecuteScalarAsync<long>(AuditSql.HasRun) > 0)
            Add(AuditFaultKind.Emptied, "", 0, "The trail is empty and no checkpoint attests any, though the service has run: there are rows of the journal, alerts or an older trail. It was emptied, or its checkpoints are in another folder.");
        var before = await connection.ExecuteScalarAsync<long>(AuditSql.CountBefore);
        return new AuditVerdict(rows, chains, _checkpoints, before, [.. _faults], _faultCount);
    }

    // A service that started while we read has signed its chain's beginning before its first row, and after we read the checkpoints.
    private IEnumerable<string> ChainsAttestedNow() => _unattested.Count == 0 ? [] : folders.SelectMany(folder => new CheckpointFolder(folder).Lines())
        .Select(line => line.Checkpoint).OfType<AuditCheckpoint>().Where(checkpoint => checkpoint.IsSignedBy(tenant, key)).Select(checkpoint => checkpoint.Chain);

    private void Take(CheckpointLine line)
    {
        if (line.Checkpoint is not { } checkpoint || !checkpoint.IsSignedBy(tenant, key))
        {
            var what = line.Checkpoint is null ? "cannot be read" : "is not signed with this key";
            Add(AuditFaultKind.ForgedCheckpoint, line.Checkpoint?.Chain ?? "", line.Checkpoint?.Sequence ?? 0, $"Line {line.Line} of {line.File} {what}: it was changed, forged, or is another installation's.");
            return;
        }

        _checkpoints++;
        if (!_attested.TryGetValue(checkpoint.Chain, out var sequences))
            _attested[checkpoint.Chain] = sequences = [];
        sequences[checkpoint.Sequence] = checkpoint;
    }

    private void Follow(Following chain, AuditLine line)
    {
        if (line.Sequence > chain.Sequence + 1)
        {
            Add(AuditFaultKind.Missing, line.Chain, chain.Sequence + 1, $"Rows {chain.Sequence + 1} to {line.Sequence - 1} are gone: they were deleted.");
        }
        else if (!AuditLink.After(chain.Hash, line).AsSpan().SequenceEqual(line.Hash))
        {
            Add(AuditFaultKind.Changed, line.Chain, line.Sequence, $"Row {line.Sequence} is not what was written: it was changed, or another was put in its place.");
        }

        var attested = _attested.GetValueOrDefault(line.Chain)?.GetValueOrDefault(line.Sequence);
        if (attested is not null && attested.Hash != Convert.ToHexStringLower(line.Hash))
            Add(AuditFaultKind.Rewritten, line.Chain, line.Sequence, $"Up to row {line.Sequence} the chain is not the one that was signed: it was written anew.");
        else if (attested?.Number is { } signed && signed != line.Number)
            Add(AuditFaultKind.Renumbered, line.Chain, line.Sequence, $"Row {line.Sequence} has the number {line.Number} and was signed as {signed}: the trail is shown in another order than it was written in.");
        else if (line.Number <= chain.Number)
            Add(AuditFaultKind.Renumbered, line.Chain, line.Sequence, $"Row {line.Sequence} has the number {line.Number}, and the row before it {chain.Number}: the trail is shown in another order than it was written in.");
        // One fault is told once: from here on the chain is followed as it is.
        (chain.Sequence, chain.Number, chain.Hash) = (line.Sequence, line.Number, line.Hash);
    }

    private void End(Following? chain)
    {
        if (chain is null)
            return;
        if (!_attested.Remove(chain.Name, out var sequences))
            _unattested.Add(chain.Name);
        else if (sequences.Keys.Last() is var attested && attested > chain.Sequence)
            Add(AuditFaultKind.Cut, chain.Name, chain.Sequence + 1, $"The end is gone: {attested} rows were signed, and the last one there is row {chain.Sequence}.");
    }

    private void Add(AuditFaultKind kind, string chain, long sequence, string words)
    {
        _faultCount++;
        if (_faults.Count < MostFaults)
            _faults.Add(new AuditFault(kind, chain, sequence, words));
    }

    private sealed class Following(string name, byte[] hash)
    {
        public string Name { get; } = name;

        public byte[] Hash { get; set; } = hash;

        public long Sequence { get; set; }

        public long Number { get; set; }
    }
}
