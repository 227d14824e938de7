using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;

namespace RiskMonitor.Silo.Commands;

/// <summary>What was asked of <c>back-test</c>.</summary>
/// <param name="File">NDJSON to read; null reads the journals of the configured store.</param>
/// <param name="Schools">Empty: all there are.</param>
/// <param name="Changes">Thresholds by key.</param>
/// <param name="From">Null: the current school year.</param>
internal sealed record BackTestOptions(string? File, ImmutableArray<SchoolId> Schools, ImmutableSortedDictionary<string, string> Changes, DateOnly? From)
{
    public const string Usage = """
        Usage: back-test --set RULE:NAME=VALUE [--set …] [--file FILE.ndjson] [--school SCHOOL …] [--from yyyy-MM-dd]
        Compares the alerts of the catalogue with those of the changed rules, a week and a school at a time. Counts only, no pupil.
        Without --file it reads the journals of the configured store (Storage:File, or ConnectionStrings:RiskMonitor).
        """;

    /// <exception cref="ArgumentException">An option is unknown, has no value, or a wrong one.</exception>
    public static BackTestOptions Read(ReadOnlySpan<string> arguments)
    {
        var options = new BackTestOptions(null, [], ImmutableSortedDictionary<string, string>.Empty, null);
        for (var next = 0; next < arguments.Length; next += 2)
            options = options.With(arguments[next], next + 1 < arguments.Length ? arguments[next + 1] : throw new ArgumentException($"{arguments[next]} needs a value."));
        return options.Changes.IsEmpty ? throw new ArgumentException("--set is missing: nothing would change.") : options;
    }

    private BackTestOptions With(string name, string value) => (name, value.Split('=', 2)) switch
    {
        ("--set", [{ Length: > 0 } key, var text]) => this with { Changes = Changes.SetItem(key, text) },
        ("--set", _) => throw new ArgumentException("--set wants RULE:NAME=VALUE, such as ATT-04w:Sessions=6."),
        ("--file", _) => this with { File = value },
        ("--school", _) => this with { Schools = Schools.Add(IdText.IsValid(value) ? new(value) : throw new ArgumentException("--school wants a school's id.")) },
        ("--from", _) => this with { From = DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw new ArgumentException("--from wants a date as yyyy-MM-dd.") },
        _ => throw new ArgumentException($"There is no option {name}."),
    };
}
