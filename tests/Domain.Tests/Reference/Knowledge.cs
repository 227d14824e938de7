using System.Globalization;
using System.Text.Json;

namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>One line of the canonical input, read with nothing of the product's.</summary>
internal sealed record Entry(string Type, string School, JsonElement Body, DateTimeOffset ReceivedAt)
{
    private static readonly string[] Record = ["id", "student"];

    // The fields that make the key of a type, besides the school.
    private static readonly Dictionary<string, string[]> KeyFields = new()
    {
        ["calendar"] = [],
        ["school"] = [],
        ["pupil"] = ["student"],
        ["mark"] = ["student", "date", "session"],
        ["lesson"] = ["student", "date", "period"],
        ["behaviour"] = Record,
        ["suspension"] = Record,
        ["concern"] = Record,
        ["assessment"] = Record,
        ["plan"] = Record,
        ["departure"] = Record,
        ["notice"] = Record,
        ["contact"] = Record,
        ["action"] = ["id"],
        ["report"] = ["id"],
        ["survey"] = ["term", "audience"],
        ["training"] = ["person"],
        ["file-transfer"] = ["student", "direction"],
    };

    public bool IsKept => KeyFields.ContainsKey(Type);

    public string Key => KeyOf(Type);

    public string? Student => Text("student");

    /// <summary>When the school recorded it; by default when it was received.</summary>
    public DateTimeOffset RecordedAt => Time("recordedAt") ?? ReceivedAt;

    /// <summary>The key this line names for a type: its own, or the one it withdraws.</summary>
    public string KeyOf(string type) => string.Join('|', [type, School, .. KeyFields[type].Select(name => Text(name) ?? "")]);

    public string? Text(string name) => Field(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    public int Whole(string name) => int.Parse(Text(name) ?? "0", CultureInfo.InvariantCulture);

    public int? OptionalWhole(string name) => Text(name) is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : null;

    public bool? Truth(string name) => Field(name)?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    public DateOnly? Date(string name) => Text(name) is { } date ? DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    public DateTimeOffset? Time(string name) => Text(name) is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null;

    public IReadOnlyList<JsonElement> List(string name) => Field(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select(item => item.GetString()!)];

    /// <summary>The parts of a field that is an object, or of the members of a list of objects, as if they were lines.</summary>
    public IReadOnlyList<Entry> Parts(string name) => Field(name) switch
    {
        { ValueKind: JsonValueKind.Object } one => [this with { Body = one }],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Select(part => this with { Body = part })],
        _ => [],
    };

    private JsonElement? Field(string name) => Body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

/// <summary>All lines, in the order in which they became known.</summary>
internal sealed class Journal
{
    // What was worked out once is kept: the same question has the same answer.
    private readonly Dictionary<DateTimeOffset, Knowledge> known = [];
    private readonly Dictionary<Entry, Calendar> calendars = new(ReferenceEqualityComparer.Instance);

    private Journal(List<Entry> entries)
    {
        Entries = entries;
        Instants = [.. entries.Select(entry => entry.ReceivedAt.ToUniversalTime()).Distinct()];
    }

    public IReadOnlyList<Entry> Entries { get; }

    public IReadOnlyList<DateTimeOffset> Instants { get; }

    public static Journal Read(IEnumerable<string> lines)
    {
        var entries = new List<Entry>();
        DateTimeOffset? before = null;
        foreach (var line in lines.Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            using var document = JsonDocument.Parse(line);
            var body = document.RootElement.Clone();
            var entry = new Entry(body.GetProperty("type").GetString()!, "", body, default);
            before = entry.Time("receivedAt") ?? entry.Time("recordedAt") ?? entry.Time("at") ?? before ?? throw new FormatException("The first line needs a time.");
            entries.Add(entry with { School = entry.Text("school") ?? "", ReceivedAt = before.Value });
        }

        // A stable sort: ties by line.
        return new Journal([.. entries.OrderBy(entry => entry.ReceivedAt)]);
    }

    /// <summary>K(t): one entry a key, the one received last, less those withdrawn.</summary>
    public Knowledge KnownAt(DateTimeOffset at)
    {
        if (known.TryGetValue(at, out var seen)) return seen;
        var kept = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var entry in Entries.TakeWhile(entry => entry.ReceivedAt <= at))
        {
            if (entry.Type == "withdrawn") kept.Remove(entry.KeyOf(entry.Text("of")!));
            else if (entry.IsKept) kept[entry.Key] = entry;
        }

        return known[at] = new Knowledge(this, at, [.. kept.Values]);
    }

    public Calendar CalendarOf(Entry? source)
    {
        if (source is null) return Calendar.Unknown;
        if (!calendars.TryGetValue(source, out var calendar)) calendars[source] = calendar = new Calendar(source);
        return calendar;
    }
}

/// <summary>What is known at one instant. Views of it are made once, which changes nothing of what they say.</summary>
internal sealed class Knowledge(Journal journal, DateTimeOffset at, IReadOnlyList<Entry> entries)
{
    private readonly ILookup<(string School, string Type), Entry> bySchool = entries.ToLookup(entry => (entry.School, entry.Type));
    private readonly ILookup<(string School, string Type, string? Student), Entry> byStudent = entries.ToLookup(entry => (entry.School, entry.Type, entry.Student));
    private readonly Dictionary<(string, string), PupilView> pupils = [];
    private readonly Dictionary<string, SchoolView> schools = [];

    public Journal Journal => journal;

    public DateTimeOffset At => at;

    public DateOnly Today { get; } = London.DateOf(at);

    /// <summary>Every school that was ever heard of by now.</summary>
    public IReadOnlyList<string> Schools =>
        [.. Heard.Select(entry => entry.School).Where(school => school.Length > 0).Distinct().Order(StringComparer.Ordinal)];

    private IEnumerable<Entry> Heard => journal.Entries.TakeWhile(entry => entry.ReceivedAt <= at);

    /// <summary>Every pupil of a school that was ever heard of by now, also those withdrawn since.</summary>
    public IReadOnlyList<string> StudentsOf(string school) =>
        [.. Heard.Where(entry => entry.School == school).Select(entry => entry.Student).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    public IEnumerable<Entry> Of(string type, string school) => bySchool[(school, type)];

    public IEnumerable<Entry> Of(string type, string school, string student) => byStudent[(school, type, student)];

    /// <summary>What was known at an earlier instant.</summary>
    public Knowledge As(DateTimeOffset earlier) => journal.KnownAt(earlier);

    public PupilView Pupil(string school, string student)
    {
        if (!pupils.TryGetValue((school, student), out var view)) pupils[(school, student)] = view = new PupilView(this, school, student);
        return view;
    }

    public SchoolView School(string school)
    {
        if (!schools.TryGetValue(school, out var view)) schools[school] = view = new SchoolView(this, school);
        return view;
    }
}
