using System.Collections.Frozen;

namespace RiskMonitor.Domain.Observations;

/// <summary>The closed lists of words in the canonical input.</summary>
internal static class Words
{
    public static readonly FrozenDictionary<string, Windows.Session> Sessions = Of((Windows.Session session) => session.ToString());
    public static readonly FrozenDictionary<string, StatusKind> Statuses = Of((StatusKind kind) => kind.ToString());
    public static readonly FrozenDictionary<string, BehaviourRole> Roles = Of((BehaviourRole role) => Lower(role));
    public static readonly FrozenDictionary<string, IdentityVerdict> Verdicts = Of((IdentityVerdict verdict) => Lower(verdict));
    public static readonly FrozenDictionary<string, ActionKind> Actions = Of((ActionKind kind) => Lower(kind));
    public static readonly FrozenDictionary<string, NoticeOutcome> Outcomes = Of((NoticeOutcome outcome) => Lower(outcome));

    public static readonly FrozenSet<string> Agencies = Set("CAMHS", "social-care", "police", "early-help", "other");
    public static readonly FrozenSet<string> Bands = Set("below", "at", "above");
    public static readonly FrozenSet<string> Plans = Set("part-time", "alternative-provision");
    public static readonly FrozenSet<string> Departures = Set("elective-home-education", "transfer", "unknown");
    public static readonly FrozenSet<string> Reports = Set("board-safeguarding", "link-governor");
    public static readonly FrozenSet<string> Contacts = Set("seen", "home-visit", "call", "meeting", "no-contact");
    public static readonly FrozenSet<string> Audiences = Set("pupil", "parent");
    public static readonly FrozenSet<string> Groups = Set("DSL", "DDSL", "governor", "staff");
    public static readonly FrozenSet<string> Directions = Set("in", "out");
    public static readonly FrozenSet<string> Withdrawals = Set("deleted", "reconciled");

    public static readonly FrozenSet<string> Categories = Set(
        "disclosure-sexual", "disclosure-physical", "sexual-violence", "sexual-harassment", "suicidal-ideation", "self-harm", "weapon", "fgm",
        "imminent-harm", "neglect", "emotional", "physical", "domestic-abuse", "operation-encompass", "mental-health", "online", "exploitation",
        "radicalisation", "substance", "bullying", "child-on-child", "missing", "attendance", "behaviour", "family", "medical", "young-carer",
        "agency", "parent-contact", "other");

    public static string Lower<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();

    private static FrozenDictionary<string, T> Of<T>(Func<T, string> word)
        where T : struct, Enum => Enum.GetValues<T>().ToFrozenDictionary(word, StringComparer.Ordinal);

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
