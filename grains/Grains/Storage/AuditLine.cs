using System.Text.Json;
using System.Text.Json.Serialization;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>An audit row as it is stored: whom it is about and why are sealed, bound to the rest of the row.</summary>
internal sealed record AuditLine
{
    private const string TrustScope = "*";

    public long Number { get; init; }

    public long At { get; init; }

    public string Scope { get; init; } = "";

    public string Who { get; init; } = "";

    public string What { get; init; } = "";

    public byte[] Body { get; init; } = [];

    public SchoolId? School => Scope == TrustScope ? null : new SchoolId(Scope);

    public static AuditLine Sealed(AuditRow row, SchoolKeyring ring)
    {
        var line = new AuditLine { At = row.At.UtcTicks, Scope = row.School?.Value ?? TrustScope, Who = row.Who, What = row.What };
        var body = JsonSerializer.SerializeToUtf8Bytes(new AuditBody(row.About, row.Why), AuditJsonContext.Default.AuditBody);
        return line with { Body = ring.Seal("audit", line.Context, body) };
    }

    public AuditRow Open(SchoolKeyring ring)
    {
        var body = JsonSerializer.Deserialize(ring.Open("audit", Context, Body), AuditJsonContext.Default.AuditBody)
            ?? throw new JsonException("A stored audit body is null.");
        return new(new DateTimeOffset(At, TimeSpan.Zero), Who, What, School, body.About, body.Why);
    }

    private string Context => $"{At}|{Who}|{What}";
}

internal sealed record AuditBody(string? About, string? Why);

[JsonSerializable(typeof(AuditBody))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
