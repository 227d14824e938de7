using System.Collections.Immutable;
using System.Text.Json;

namespace RiskMonitor.Connectors;

/// <summary>What became of one row: a record, or a reason why not.</summary>
/// <param name="MayResolve">The row is well formed and lacks only what another stream may yet bring: it is kept and tried again.</param>
internal readonly record struct Reading(UpstreamRecord? Record, UpstreamMemory Memory, string? Trouble = null, bool MayResolve = false);

/// <summary>Pure: from a row and what is remembered.</summary>
internal delegate Reading Translate<in T>(T row, UpstreamMemory memory);

/// <summary>Turns a page's rows into records and quarantine, row by row: a bad row spoils nothing but itself.</summary>
internal sealed class RowReader(JsonSerializerOptions json)
{
    private const int MostParked = 1000;

    public UpstreamPage Read<T>(string stream, IEnumerable<RawRow<T>> rows, UpstreamMemory memory, Translate<T> translate)
        where T : class
    {
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        var quarantined = ImmutableArray.CreateBuilder<Quarantined>();
        var understood = ImmutableArray.CreateBuilder<string>();
        foreach (var (id, row, broken) in rows)
        {
            var reading = row is null ? new Reading(null, memory, broken) : translate(row, memory);
            memory = reading is { MayResolve: true } && row is not null
                ? Park(stream, id, row, reading.Memory)
                : reading.Memory.Without(ParkedTable(stream), id);
            if (reading.Record is { } record)
                records.Add(record with { RowId = id });
            if (reading.Trouble is { } trouble)
                quarantined.Add(new Quarantined(stream, id, trouble) { MayResolve = reading.MayResolve });
            else
                understood.Add(id);
        }

        return new UpstreamPage { Records = records.ToImmutable(), Quarantined = quarantined.ToImmutable(), Understood = understood.ToImmutable(), Memory = memory };
    }

    public List<RawRow<T>> Rows<T>(JsonElement rows)
        where T : class
    {
        var read = new List<RawRow<T>>();
        if (rows.ValueKind == JsonValueKind.Array)
            read.AddRange(rows.EnumerateArray().Select(Row<T>));
        return read;
    }

    /// <summary>Whether rows of earlier sweeps wait to be understood.</summary>
    public static bool HasParked(string stream, UpstreamMemory memory) => !memory.Table(ParkedTable(stream)).IsEmpty;

    /// <summary>Rows of earlier sweeps that may be understood by now.</summary>
    public List<RawRow<T>> Parked<T>(string stream, UpstreamMemory memory)
        where T : class =>
        [.. memory.Table(ParkedTable(stream)).OrderBy(row => row.Key, StringComparer.Ordinal)
            .Select(row => new RawRow<T>(row.Key, JsonSerializer.Deserialize<T>(row.Value, json), null))];

    public RawRow<T> Row<T>(JsonElement row)
        where T : class
    {
        var id = row.ValueKind == JsonValueKind.Object && row.TryGetProperty("id", out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.ToString()
            : "";
        try
        {
            return row.ValueKind == JsonValueKind.Object
                ? new RawRow<T>(id, row.Deserialize<T>(json), null)
                : new RawRow<T>(id, null, "The row is not an object.");
        }
        catch (JsonException broken)
        {
            // Nothing is lost: the row goes to quarantine with the place that could not be read, and without its value.
            return new RawRow<T>(id, null, $"{broken.Path}: cannot be read.");
        }
    }

    private UpstreamMemory Park<T>(string stream, string id, T row, UpstreamMemory memory)
    {
        var table = memory.Table(ParkedTable(stream));
        return table.Count < MostParked || table.ContainsKey(id)
            ? memory.With(ParkedTable(stream), id, JsonSerializer.Serialize(row, json))
            : memory;
    }

    private static string ParkedTable(string stream) => "parked-" + stream;
}

/// <param name="Row">Null when it could not be read; then <paramref name="Broken"/> says where.</param>
internal readonly record struct RawRow<T>(string Id, T? Row, string? Broken)
    where T : class;
