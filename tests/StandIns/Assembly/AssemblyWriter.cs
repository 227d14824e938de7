using System.Globalization;
using System.Text.Json;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Assembly;

/// <summary>Writes Assembly's JSON: numbers as ids, dates as dates with a time, every field present or null.</summary>
internal sealed class AssemblyWriter(Utf8JsonWriter json, StandInFaults faults)
{
    private int _dates;

    public Utf8JsonWriter Json { get; } = json;

    public StandInFaults Faults { get; } = faults;

    public static long Id(UpstreamSchool school, int record) => (school.IdSpace * 10_000_000L) + record + 1;

    /// <summary>Begins a row: what it is, and its id.</summary>
    public void Start(string kind, long id)
    {
        Json.WriteStartObject();
        Json.WriteString("object", kind);
        Json.WriteNumber("id", id);
        if (Faults.AddsUnknownFields)
            Json.WriteString("a_field_of_next_year", "unannounced");
    }

    public void Text(string name, string? value) => Json.WriteString(name, value);

    public void Null(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            Json.WriteNull(name);
    }

    public void Day(string name, DateOnly? value)
    {
        var shape = Faults.Dates == DateShape.Mixed ? (DateShape)(_dates++ % (int)DateShape.Mixed) : Faults.Dates;
        if (value is not { } date)
        {
            // The documents show dates that are not there as empty text.
            Text(name, shape == DateShape.Published ? null : "");
            return;
        }

        var midnight = London.Wall(London.At(date, default));
        Text(name, shape switch
        {
            DateShape.PlainText => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateShape.OffsetZone => midnight.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            DateShape.AbbreviatedZone => date.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture),
            DateShape.NoFraction => date.ToString("yyyy-MM-dd'T00:00:00'", CultureInfo.InvariantCulture),
            _ => midnight.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
        });
    }
}
