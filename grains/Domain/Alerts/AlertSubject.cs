using Orleans;

namespace RiskMonitor.Domain.Alerts;

/// <summary>Whom an alert is about: a pupil of a school, a school (one facet of it, such as a category, where a rule says so), or a trust, whose own board is a school's by id.</summary>
[GenerateSerializer, Immutable, Alias("AlertSubject")]
public sealed record AlertSubject(
    [property: Id(0)] SchoolId? School,
    [property: Id(1)] StudentId? Student = null,
    [property: Id(2)] TrustId? Trust = null,
    [property: Id(3)] string? Facet = null);

/// <summary>One alert: a rule, a subject, an episode. Unique in the store.</summary>
[GenerateSerializer, Immutable, Alias("AlertKey")]
public sealed record AlertKey(
    [property: Id(0)] AlertSubject Subject,
    [property: Id(1)] RuleId Rule,
    [property: Id(2)] int Episode)
{
    /// <summary>As one stable piece of text, for storage and addresses: <c>ATT-04/p001/-/1</c> within a school.</summary>
    public string Text => $"{Rule}/{Subject.Student?.Value ?? "-"}/{Subject.Facet ?? "-"}/{Episode}";
}

/// <summary>An open alert, and the edition of the rules that judges it.</summary>
[GenerateSerializer, Immutable, Alias("AlertUnder")]
public readonly record struct AlertUnder([property: Id(0)] RuleId Rule, [property: Id(1)] string? Facet, [property: Id(2)] int Edition);
