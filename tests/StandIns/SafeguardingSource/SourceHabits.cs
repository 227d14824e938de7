using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RiskMonitor.StandIns.Faults;

namespace RiskMonitor.StandIns.SafeguardingSource;

/// <summary>What the contract allows and few sources do, and how a source may be wrong about its own rows: as switches, which may be changed while the server runs.</summary>
public sealed partial class SourceHabits
{
    /// <summary>Schools in one page of the list of schools; null: all of them.</summary>
    public int? SchoolsPerPage { get; set; }

    /// <summary>What versions begin to count after.</summary>
    public long VersionsAfter { get; set; }

    /// <summary>Whether versions are written as <c>5.0</c>, the same number to JSON.</summary>
    public bool VersionsAreDecimals { get; set; }

    /// <summary>Whether times are written with the lower-case letters that RFC 3339 allows.</summary>
    public bool TimesAreLowerCase { get; set; }

    /// <summary>The narrative of each incident, of a school that has opted in to it; 0: withheld.</summary>
    public int NarrativeCharacters { get; set; }

    /// <summary>The school that incidents say they are of; null: the right one.</summary>
    public string? SaidSchool { get; set; }

    /// <summary>Incidents that are served nowhere any more, and leave no tombstone.</summary>
    public ConcurrentNames Vanished { get; } = new();

    internal void WriteVersion(Utf8JsonWriter json, int version)
    {
        var said = (VersionsAfter + version).ToString(CultureInfo.InvariantCulture);
        json.WritePropertyName("version");
        json.WriteRawValue(VersionsAreDecimals ? said + ".0" : said);
    }

    internal ReadOnlyMemory<byte> Spelt(ReadOnlyMemory<byte> json) =>
        TimesAreLowerCase ? Encoding.UTF8.GetBytes(Time().Replace(Encoding.UTF8.GetString(json.Span), time => time.Value.ToLowerInvariant())) : json;

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?")]
    private static partial Regex Time();
}
