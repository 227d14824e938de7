using System.Collections.Immutable;
using RiskMonitor.Domain;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>A pupil as the school's roll knows them.</summary>
/// <param name="UpnHash">Null when the roll has no permanent UPN of the pupil.</param>
public sealed record RollPupil(string Student, DateOnly? Born, string? FullName, string? UpnHash, string? Initials = null, int? YearGroup = null, string? Registration = null)
{
    public override string ToString() => Student;
}

/// <summary>Who was meant, or why nobody can be told to be.</summary>
public readonly record struct RollMatch(string? Student, string? Reason)
{
    /// <summary>A person has said that it is no pupil of this school.</summary>
    public static RollMatch Nobodys { get; } = new(null, null) { IsNobodys = true };

    public bool IsNobodys { get; private init; }
}

/// <summary>A pupil who may be the one that a row means, with what speaks for it.</summary>
public sealed record RollCandidate(RollPupil Pupil, ImmutableArray<string> Because);

/// <summary>
/// Whom a row means: by the MIS's id, else by permanent UPN, else by admission number and date of birth, else by name and date of birth;
/// never by a name alone. Whatever contradicts itself is left to a person.
/// </summary>
public sealed class Roll
{
    private const string Ambiguous = "";

    private readonly PupilDirectory directory;
    private readonly ImmutableDictionary<string, RollPupil> pupils;
    private readonly Dictionary<string, string> byUpn = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, DateOnly Born), string> byName = [];

    public Roll(IEnumerable<RollPupil> roll, PupilDirectory directory)
    {
        this.directory = directory;
        pupils = roll.ToImmutableDictionary(pupil => pupil.Student, StringComparer.Ordinal);
        foreach (var pupil in pupils.Values)
        {
            if (pupil.UpnHash is { } hash)
                byUpn[hash] = byUpn.ContainsKey(hash) ? Ambiguous : pupil.Student;
            if (pupil.Born is { } born && pupil.FullName is { } full && RowWords.Name(full) is { } name)
                byName[(name, born)] = byName.ContainsKey((name, born)) ? Ambiguous : pupil.Student;
        }
    }

    public RollPupil? Of(string student) => pupils.GetValueOrDefault(student);

    public RollMatch Find(PupilClue clue)
    {
        var (byMis, byUpn) = (ByMisId(clue.MisId), ByUpn(clue.UpnHash));
        if (byUpn == Ambiguous)
            return new(null, "upn: two pupils have it.");
        if (byMis is not null && byUpn is not null && byMis != byUpn)
            return new(null, "mis id and upn: they name different pupils.");
        var found = byMis ?? byUpn ?? ByNumber(clue) ?? ByName(clue);
        if (found is null)
            return new(null, "pupil: nobody on the roll we know has this id or UPN, nor this admission number or name with this date of birth.");
        if (found == Ambiguous)
            return new(null, "pupil: more than one on the roll fits.");
        // The id may be one of the exporting system's own, which somebody else happens to have in the MIS.
        return clue.Born is { } born && pupils.GetValueOrDefault(found)?.Born is { } known && born != known
            ? new(null, "date of birth: it is not that of the pupil with this id or UPN.")
            : new(found, null);
    }

    /// <summary>Who on the roll has something in common with what a row says, the most first; with a search, whose name has its words as well.</summary>
    public ImmutableArray<RollCandidate> Candidates(PupilClue clue, string? search, int most)
    {
        var words = RowWords.Name(search ?? "")?.Split(' ') ?? [];
        var (byMis, byUpn) = (ByMisId(clue.MisId), ByUpn(clue.UpnHash));
        var byNumber = clue.AdmissionNumber is { } number ? directory.AdmissionNumbers.GetValueOrDefault(number) : null;
        return [.. pupils.Values.Select(pupil => new RollCandidate(pupil, [.. Reasons(pupil)])).Where(each => !each.Because.IsEmpty)
            .OrderByDescending(each => each.Because.Length).ThenBy(each => each.Pupil.Student, StringComparer.Ordinal).Take(most)];

        IEnumerable<string> Reasons(RollPupil pupil)
        {
            var name = pupil.FullName is { } full ? RowWords.Name(full) : null;
            if (pupil.Student == byUpn)
                yield return "the same UPN";
            if (pupil.Student == byMis)
                yield return "the same MIS id";
            if (pupil.Student == byNumber)
                yield return "the same admission number";
            if (name is not null && name == clue.Name)
                yield return "the same name";
            else if (name is not null && clue.Name?.Split(' ')[^1] == name.Split(' ')[^1])
                yield return "the same last name";
            if (pupil.Born is { } born && born == clue.Born)
                yield return "the same date of birth";
            if (words.Length > 0 && name is not null && words.All(word => name.Contains(word, StringComparison.Ordinal)))
                yield return "what you looked for";
        }
    }

    // Where no MIS is read the pupil's id is whatever the school's own sender chose.
    private string? ByMisId(string? id) =>
        id is null ? null : directory.MisIds.GetValueOrDefault(id) ?? (IdText.IsValid(id) && pupils.ContainsKey(id) ? id : null);

    private string? ByUpn(string? hash)
    {
        if (hash is null)
            return null;
        var (learnt, onRoll) = (directory.UpnHashes.GetValueOrDefault(hash), byUpn.GetValueOrDefault(hash));
        return learnt is null || onRoll is null || learnt == onRoll ? learnt ?? onRoll : Ambiguous;
    }

    private string? ByNumber(PupilClue clue)
    {
        if (clue is not { AdmissionNumber: { } number, Born: { } born } || directory.AdmissionNumbers.GetValueOrDefault(number) is not { } found)
            return null;
        return found == Ambiguous || pupils.GetValueOrDefault(found)?.Born == born ? found : null;
    }

    private string? ByName(PupilClue clue) => clue is { Name: { } name, Born: { } born } ? byName.GetValueOrDefault((name, born)) : null;
}
