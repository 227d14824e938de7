namespace RiskMonitor.Contracts;

/// <summary>Records of a school that are one child or may be: those that wait for a person first.</summary>
public sealed record IdentityList(IReadOnlyList<IdentityPairText> Pairs);

/// <summary>Two records, without name, date of birth or UPN.</summary>
/// <param name="Standing">waiting, certain, said-same or said-different.</param>
/// <param name="Why">What speaks for one child.</param>
public sealed record IdentityPairText(RecordText First, RecordText Second, string Standing, string Why, string? By, DateTimeOffset? At);

public sealed record RecordText(string Student, string? Initials, int? YearGroup, string? Registration);

/// <summary>Why somebody looks at both records: written in the audit.</summary>
public sealed record LookAtRecordsCommand(string Reason);

public sealed record RecordsReply(IReadOnlyList<RecordReply> Records, int ShownForSeconds);

/// <param name="HidesConcerns">A trust asks, and the school does not share all its concerns with it: the number is not told, and stands at nought.</param>
public sealed record RecordReply(string Student, string? Name, DateOnly? Born, DateOnly? Joined, DateOnly? Left, int Marks, int Concerns, bool HidesConcerns = false)
{
    public override string ToString() => Student;
}
