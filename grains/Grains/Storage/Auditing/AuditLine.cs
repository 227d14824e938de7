using System.Text.Json;
using System.Text.Json.Serialization;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage.Auditing;

/// <summary>An audit row as it is stored: whom it is about and why are sealed, bound to the rest of the row; its place is in a chain.</summary>
internal sealed record AuditLine
{
    public const string TrustScope = "*";

    public long Number { get; init; }

    /// <summary>The writer: each process that writes has a chain of its own, so that none waits for another.</summary>
    public string Chain { get; init; } = "";

    /// <summary>The place in the chain, from 1.</summary>
    public long Sequence { get; init; }

    public long At { get; init; }

    public string Scope { get; init; } = "";

    public string Who { get; init; } = "";

    public string What { get; init; } = "";

    /// <summary>A blind index of whom it is about.</summary>
    public byte[]? Subject { get; init; }

    public byte[] Body { get; init; } = [];

    public byte[] Hash { get; init; } = [];

    public SchoolId? School => Scope == TrustScope ? null : new SchoolId(Scope);

    public static AuditLine Sealed(AuditRow row, SchoolKeyring ring)
    {
        var line = new AuditLine { At = row.At.UtcTicks, Scope = row.School?.Value ?? TrustScope, Who = row.Who, What = row.What };
        var body = JsonSerializer.SerializeToUtf8Bytes(new AuditBody(row.About, row.Why, row.Pupil?.Value), AuditJsonContext.Default.AuditBody);
        var subject = row.Pupil?.Value ?? row.About;
        return line with { Subject = subject is null ? null : IndexOf(ring, subject), Body = ring.Seal("audit", line.Context, body) };
    }

    public static byte[] IndexOf(SchoolKeyring ring, string subject) => ring.Index($"audit|{subject}");

    public AuditRow Open(SchoolKeyring ring)
    {
        var body = JsonSerializer.Deserialize(ring.Open("audit", Context, Body), AuditJsonContext.Default.AuditBody)
            ?? throw new JsonException("A stored audit body is null.");
        return Row(body.About, body.Why) with { Pupil = body.Pupil is { } pupil ? new StudentId(pupil) : null };
    }

    /// <summary>What can be read of a row whose seal cannot be opened any more.</summary>
    public AuditRow Outside() => Row(null, null);

    private AuditRow Row(string? about, string? why) => new(new DateTimeOffset(At, TimeSpan.Zero), Who, What, School, about, why);

    private string Context => $"{At}|{Who}|{What}";
}

internal sealed record AuditBody(string? About, string? Why, string? Pupil = null);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditBody))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
