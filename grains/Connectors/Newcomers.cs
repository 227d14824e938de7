using RiskMonitor.Domain;

namespace RiskMonitor.Connectors;

/// <summary>What recognises a pupil under another id.</summary>
internal sealed record RollIdentity(string Student, string? Upn, DateOnly? Born)
{
    /// <summary>Null where it recognises nobody.</summary>
    public (string, DateOnly)? Key => Upn is not null && Born is { } day && PupilNumber.IsPermanent(Upn) ? (Upn.Trim().ToUpperInvariant(), day) : null;
}

/// <summary>
/// Rows of a roll whose pupils are not on roll as far as we know, kept until the list has been read. One of them may be a pupil we know under an id that is no longer there:
/// the same permanent UPN and date of birth as one pupil on roll, and no other newcomer has them. In a first read nobody is known, and nobody is kept.
/// </summary>
/// <param name="onRoll">The pupils on roll as far as we know.</param>
/// <param name="of">Whom a row is of; null where it names nobody.</param>
/// <param name="isOlder">Whether the first of two rows of one pupil says less of today than the second; null: the one that is read last counts.</param>
internal sealed class Newcomers<TRow>(bool isFirst, IEnumerable<RollIdentity> onRoll, Func<TRow, RollIdentity?> of, Func<TRow, TRow, bool>? isOlder = null)
    where TRow : class
{
    private readonly Lazy<Dictionary<string, RollIdentity>> _known = new(() => onRoll.ToDictionary(pupil => pupil.Student, StringComparer.Ordinal));
    private readonly Dictionary<string, (RawRow<TRow> Row, RollIdentity Identity)> _rows = new(StringComparer.Ordinal);
    private ILookup<(string, DateOnly), string>? _byKey;

    /// <summary>Each pupil once.</summary>
    public IReadOnlyDictionary<string, RawRow<TRow>> Rows => _rows.ToDictionary(each => each.Key, each => each.Value.Row, StringComparer.Ordinal);

    /// <summary>One of them may be a pupil we know under another id, or they are so many that the school may have changed its system.</summary>
    public bool NeedACompleteRead =>
        _rows.Values.Any(row => Old(row.Identity) is not null) || (_rows.Count > 0 && MassChange.IsSuspicious(_rows.Count, _known.Value.Count));

    /// <summary>Takes the newcomers out of a page; the others are answered.</summary>
    public List<RawRow<TRow>> Without(List<RawRow<TRow>> page)
    {
        if (isFirst)
            return page;
        var others = new List<RawRow<TRow>>();
        foreach (var row in page)
        {
            if (row.Row is null || of(row.Row) is not { } identity || !IdText.IsValid(identity.Student) || _known.Value.ContainsKey(identity.Student))
                others.Add(row);
            else if (isOlder is null || !_rows.TryGetValue(identity.Student, out var other) || !isOlder(row.Row, other.Row.Row!))
                _rows[identity.Student] = (row, identity);
        }

        return others;
    }

    /// <summary>Newcomers who are a pupil whom a complete read no longer had: by their new id, the old one.</summary>
    public Dictionary<string, string> Renamed(IReadOnlySet<string> seen) => _rows.Values
        .Select(row => (New: row.Identity.Student, Old: Old(row.Identity))).Where(each => each.Old is not null && !seen.Contains(each.Old))
        .GroupBy(each => each.Old!, StringComparer.Ordinal).Where(same => same.Count() == 1).Select(same => same.Single())
        .ToDictionary(each => each.New, each => each.Old!, StringComparer.Ordinal);

    private string? Old(RollIdentity newcomer)
    {
        _byKey ??= _known.Value.Values.Where(pupil => pupil.Key is not null).ToLookup(pupil => pupil.Key!.Value, pupil => pupil.Student);
        return newcomer.Key is { } key && _byKey[key].ToList() is [var only] ? only : null;
    }
}
