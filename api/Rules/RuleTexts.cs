using RiskMonitor.Api.Board;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Api.Rules;

/// <summary>From a rule book to what people read: the one hand-written mapping.</summary>
internal static class RuleTexts
{
    public static List<RuleText> Of(RuleBook book) => [.. book.Rules.Select(rule => Of(rule, book))];

    public static EditionText Of(RuleEdition edition, RuleEditions editions, Func<string, string?> nameOf) => new()
    {
        Number = edition.Number,
        InForceFrom = edition.Number == 0 ? null : edition.InForceFrom,
        PublishedAt = edition.Number == 0 ? null : edition.PublishedAt,
        Author = edition.Number == 0 || edition.IsConfiguration ? null : nameOf(edition.Author),
        Reason = edition.Reason,
        Origin = edition.Number == 0 ? "catalogue" : edition.IsConfiguration ? "configuration" : "publication",
        Changes = [.. editions.ChangesOf(edition.Number).Select(change => new RuleChangeText(change.Rule.Value, change.What, change.From, change.To))],
        Ignored = [.. editions.IgnoredOf(edition.Number).Select(each => $"{each.Key} {each.Value}")],
    };

    private static RuleText Of(RuleDescription rule, RuleBook book) => new()
    {
        Id = rule.Id.Value,
        Version = rule.Version,
        Family = FamilyOf(rule.Id.Value),
        Title = rule.Title,
        Sentence = rule.Sentence,
        Basis = rule.Basis,
        Kind = [.. Enum.GetValues<RuleBasis>().Where(kind => kind != RuleBasis.None && rule.Kind.HasFlag(kind)).Select(kind => kind.ToString().ToLowerInvariant())],
        ClearedBy = rule.ClearedBy,
        Severity = Cards.Word(rule.Severity),
        DefaultSeverity = Cards.Word(RuleBook.Default.Find(rule.Id.Value)!.Severity),
        IsBoosted = rule.IsBoosted,
        InForceFrom = rule.InForceFrom,
        Thresholds = [.. RuleThresholds.All.Where(threshold => threshold.Rule == rule.Id).Select(threshold => Of(threshold, book.Settings))],
        OffSince = book.OffSince(rule.Id)?.Since,
        CanBeSwitchedOff = !rule.Kind.HasFlag(RuleBasis.Law),
        Edition = book.Edition,
    };

    private static ThresholdText Of(RuleThreshold threshold, RuleSettings settings)
    {
        var hasRange = threshold.Most > threshold.Least;
        return new(
            threshold.Key, threshold.Name, threshold.Unit, RuleThresholds.ValueOf(settings, threshold.Key), threshold.Default,
            hasRange ? threshold.Least : null, hasRange ? threshold.Most : null, threshold.Law);
    }

    private static string FamilyOf(string rule) => rule.Split('-')[0] switch
    {
        "ATT" => "attendance",
        "EXC" or "BEH" => "conduct",
        "SG" => "safeguarding",
        "CMP" => "combined",
        "SCH" => "school",
        _ => "trust",
    };
}
