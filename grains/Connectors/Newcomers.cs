using RiskMonitor.Domain;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// Rows of a roll whose pupils are not on roll as far as we know, kept until the list has been read. One of them may be a pupil we know under an id that is no longer there:
/// the same permanent UPN and date of birth as one pupil on roll, and no other newcomer has them. In a first read nobody is known, and nobody is kept.
/// </summary>
internal sealed class Newcomers(UpstreamMemory before)
{
    private readonly Lazy<ILookup<(string, DateOnly), KnownPupil>> _onRoll = new(() => before.Pupils()
        .Where(pupil => pupil.IsOnRoll && KeyOf(pupil.Facts!.Upn, pupil.Facts.Born) is not null)
        .ToLookup(pupil => KeyOf(pupil.Facts!.Upn, pupil.Facts.Born)!.Value));

    private readonly bool _isFirst = before.Table(PupilBook.Table).IsEmpty;
    private readonly Dictionary<string, RawRow<StudentPayload>> _rows = new(StringComparer.Ordinal);

    /// <summary>Each pupil once, as last read.</summary>
    public IReadOnlyCollection<RawRow<StudentPayload>> Rows => _rows.Values;

    /// <summary>One of them may be a pupil we know under another id, or they are so many that the school may have changed its system.</summary>
    public bool NeedACompleteRead =>
        Rows.Any(row => Old(row) is not null) || (Rows.Count > 0 && MassChange.IsSuspicious(Rows.Count, before.Pupils().Count(pupil => pupil.IsOnRoll)));

    /// <summary>Takes the newcomers out of a page; the others are answered.</summary>
    public List<RawRow<StudentPayload>> Without(List<RawRow<StudentPayload>> page)
    {
        foreach (var row in page.Where(IsNew))
            _rows[row.Row!.Upi!] = row;
        return _isFirst ? page : [.. page.Where(row => !IsNew(row))];
    }

    /// <summary>Newcomers who are a pupil whom a complete read no longer had: by their new id, who they were.</summary>
    public Dictionary<string, KnownPupil> Renamed(HashSet<string> seen) => Rows
        .Select(row => (row.Row!.Upi, Old: Old(row))).Where(each => each.Old is not null && !seen.Contains(each.Old.Student))
        .GroupBy(each => each.Old!.Student, StringComparer.Ordinal).Where(same => same.Count() == 1).Select(same => same.Single())
        .ToDictionary(each => each.Upi!, each => each.Old!, StringComparer.Ordinal);

    private bool IsNew(RawRow<StudentPayload> row) => !_isFirst && row.Row is { Upi: { } upi, Id: not null } && IdText.IsValid(upi) && before.Pupil(upi) is not { IsOnRoll: true };

    private KnownPupil? Old(RawRow<StudentPayload> row) =>
        KeyOf(row.Row!.EducationDetails?.Data?.Upn, row.Row.DateOfBirth?.Date) is { } key && _onRoll.Value[key].ToList() is [var only] ? only : null;

    private static (string, DateOnly)? KeyOf(string? upn, DateOnly? born) =>
        upn is not null && born is { } day && PupilNumber.IsPermanent(upn) ? (upn.Trim().ToUpperInvariant(), day) : null;
}
