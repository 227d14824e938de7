using System.Collections.Immutable;
using System.Data.Common;
using System.IO.Compression;
using System.Text.Json;
using Dapper;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Storage;

/// <summary>What people decided about a pupil, as it is kept: one sealed row a pupil, found by a blind index.</summary>
/// <param name="Version">Of the row that was read, 0 when there is none.</param>
public sealed record StudentDecisions(StudentId Student, ImmutableArray<CaseDecision> Decisions, long Version);

/// <summary>The table of decisions. No pupil's id is in it: Orleans' own storage would keep it in clear, as part of a grain's key.</summary>
public sealed class DecisionStore(DbDataSource source, SchoolKeys keys)
{
    internal const string Table = "decision";

    private const string SelectOne = "SELECT subject AS Subject, version AS Version, body AS Body FROM decision WHERE school = @school AND subject = @subject";

    private const string SelectAll = "SELECT subject AS Subject, version AS Version, body AS Body FROM decision WHERE school = @school ORDER BY subject";

    private const string Insert = """
        INSERT INTO decision (school, subject, version, body) VALUES (@school, @subject, 1, @body) ON CONFLICT DO NOTHING
        """;

    private const string Update = "UPDATE decision SET version = version + 1, body = @body WHERE school = @school AND subject = @subject AND version = @version";

    private const string Delete = "DELETE FROM decision WHERE school = @school AND subject = @subject AND version = @version";

    public async Task<StudentDecisions> Read(SchoolId school, StudentId student, CancellationToken cancellation)
    {
        var ring = await keys.Of(school, cancellation);
        var rows = await SchoolWall.Query<DecisionRow>(source, school, SelectOne, new { school = school.Value, subject = SubjectOf(ring, student) }, cancellation);
        return rows.Count == 0 ? new StudentDecisions(student, [], 0) : Opened(ring, rows[0]);
    }

    /// <summary>Those of all pupils of a school, for its retention.</summary>
    public async Task<ImmutableArray<StudentDecisions>> All(SchoolId school, CancellationToken cancellation)
    {
        var ring = await keys.Of(school, cancellation);
        return [.. (await SchoolWall.Query<DecisionRow>(source, school, SelectAll, new { school = school.Value }, cancellation)).Select(row => Opened(ring, row))];
    }

    /// <summary>Puts these in the place of what was read; without any the row goes.</summary>
    /// <returns>The version that is stored now; null: somebody else has written since it was read.</returns>
    public async Task<long?> Write(SchoolId school, StudentDecisions next, CancellationToken cancellation)
    {
        var ring = await keys.Of(school, cancellation);
        var subject = SubjectOf(ring, next.Student);
        var row = new { school = school.Value, subject, version = next.Version, body = Sealed(ring, subject, next) };
        var sql = next.Decisions.IsEmpty ? Delete : next.Version == 0 ? Insert : Update;
        var changed = await SchoolWall.Execute(source, school, sql, row, cancellation);
        return changed == 0 && !(next.Decisions.IsEmpty && next.Version == 0) ? null : next.Decisions.IsEmpty ? 0 : next.Version + 1;
    }

    internal static string RowOf(byte[] subject) => Convert.ToHexString(subject);

    private static byte[] SubjectOf(SchoolKeyring ring, StudentId student) => ring.Index($"decisions|{student}");

    private static byte[] Sealed(SchoolKeyring ring, byte[] subject, StudentDecisions next)
    {
        using var bytes = new MemoryStream();
        using (var packed = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(packed, new Kept(next.Student.Value, next.Decisions));
        return ring.Seal(Table, RowOf(subject), bytes.ToArray());
    }

    private static StudentDecisions Opened(SchoolKeyring ring, DecisionRow row)
    {
        using var packed = new BrotliStream(new MemoryStream(ring.Open(Table, RowOf(row.Subject), row.Body)), CompressionMode.Decompress);
        var kept = JsonSerializer.Deserialize<Kept>(packed) ?? throw new InvalidDataException("A row of decisions is empty.");
        return new StudentDecisions(new StudentId(kept.Student), kept.Decisions, row.Version);
    }

    private sealed record Kept(string Student, ImmutableArray<CaseDecision> Decisions);

    private sealed record DecisionRow
    {
        public byte[] Subject { get; init; } = [];

        public long Version { get; init; }

        public byte[] Body { get; init; } = [];
    }
}
