using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Rules;

namespace RiskMonitor.Silo.Hosting;

/// <summary>
/// Reads the section <c>Rules</c>: <c>Rules:Thresholds:SG-02:Days=21</c>, <c>Rules:Severities:SG-02=high</c>, <c>Rules:Off:0=TRU-05</c>, and the
/// same under <c>Rules:Trusts:&lt;trust&gt;</c> and <c>Rules:Schools:&lt;school&gt;</c>, where the narrower wins; <c>Rules:InForceFrom</c> and
/// <c>Rules:Jurisdiction</c>. A trust's schools are those of the section <c>Trusts</c>.
/// </summary>
public static class RuleConfiguration
{
    private static readonly string[] Layer = ["Thresholds", "Severities", "Off"];
    private static readonly string[] Top = [.. Layer, "Trusts", "Schools", "InForceFrom", "Jurisdiction"];

    /// <exception cref="InvalidOperationException">A key is unknown or its value is not allowed; the message names it.</exception>
    public static ConfiguredRules Read(IConfiguration configuration)
    {
        var rules = configuration.GetSection("Rules");
        if (rules["Jurisdiction"] is { } jurisdiction && !AttendanceCodes.Jurisdictions.Contains(jurisdiction))
            throw Wrong(rules.GetSection("Jurisdiction"), $"is '{jurisdiction}': no code table of {jurisdiction} is known, only of {string.Join(", ", AttendanceCodes.Jurisdictions)}");
        Only(rules, Top);
        var trusts = rules.GetSection("Trusts").GetChildren().ToDictionary(trust => trust.Key, ReadLayer);
        var configured = new ConfiguredRules
        {
            InForceFrom = ReadDate(rules.GetSection("InForceFrom")),
            Everywhere = ReadLayer(rules),
            Trusts = SchoolsOf(configuration, trusts),
            Schools = rules.GetSection("Schools").GetChildren().ToImmutableDictionary(school => IdOf(school), ReadLayer),
        };
        Check(rules, configured, trusts);
        return configured;
    }

    private static RuleChanges ReadLayer(IConfigurationSection section)
    {
        if (section.Path != "Rules")
            Only(section, Layer);
        return new()
        {
            Thresholds = section.GetSection("Thresholds").GetChildren()
                .SelectMany(rule => rule.GetChildren().Select(name => (Key: $"{rule.Key}:{name.Key}", Value: name.Value ?? "")))
                .ToImmutableDictionary(each => each.Key, each => each.Value),
            Severities = section.GetSection("Severities").GetChildren().ToImmutableDictionary(rule => rule.Key, ReadSeverity),
            Switches = section.GetSection("Off").GetChildren().ToImmutableDictionary(rule => rule.Value ?? "", _ => false),
        };
    }

    // Each layer is checked as it takes effect: on top of what the wider ones set.
    private static void Check(IConfigurationSection rules, ConfiguredRules configured, Dictionary<string, RuleChanges> trusts)
    {
        Refuse(rules, RuleChanges.None, configured.Everywhere);
        foreach (var (trust, changes) in trusts)
            Refuse(rules.GetSection($"Trusts:{trust}"), configured.Everywhere, changes);
        foreach (var (school, changes) in configured.Schools)
            Refuse(rules.GetSection($"Schools:{school}"), configured.Everywhere.With(configured.Trusts.GetValueOrDefault(school, RuleChanges.None)), changes);
    }

    private static void Refuse(IConfigurationSection section, RuleChanges before, RuleChanges changes)
    {
        var wider = RuleEditions.Catalogue.With(RuleEdition.Catalogue with { Number = 1, Changes = before });
        foreach (var (key, trouble) in wider.Troubles(changes))
            throw Wrong(section.GetSection(PathOf(section, key)), trouble);
    }

    private static string PathOf(IConfigurationSection section, string key) => key.Split(':') switch
    {
        [var rule, RuleChange.Severity] => $"Severities:{rule}",
        [var rule, RuleChange.Switch] => $"Off:{section.GetSection("Off").GetChildren().First(each => each.Value == rule).Key}",
        _ => $"Thresholds:{key}",
    };

    private static ImmutableDictionary<SchoolId, RuleChanges> SchoolsOf(IConfiguration configuration, Dictionary<string, RuleChanges> trusts)
    {
        var schools = ImmutableDictionary.CreateBuilder<SchoolId, RuleChanges>();
        foreach (var (trust, changes) in trusts)
        {
            var own = configuration.GetSection($"Trusts:{trust}").GetChildren().ToList();
            if (own.Count == 0)
                throw Wrong(configuration.GetSection($"Rules:Trusts:{trust}"), "is no trust of the section Trusts");
            foreach (var school in own)
            {
                if (!schools.TryAdd(IdOf(school, school.Value), changes))
                    throw Wrong(school, "is a school of two trusts whose rules are both set");
            }
        }

        return schools.ToImmutable();
    }

    private static SchoolId IdOf(IConfigurationSection section, string? id = null) =>
        IdText.IsValid(id ?? section.Key) ? new SchoolId(id ?? section.Key) : throw Wrong(section, "must be the id of a school: 1 to 64 letters, digits, '-', '_' or '.'");

    private static Severity ReadSeverity(IConfigurationSection section) =>
        Enum.GetValues<Severity>().Cast<Severity?>().FirstOrDefault(each => string.Equals(each.ToString(), section.Value, StringComparison.OrdinalIgnoreCase))
        ?? throw Wrong(section, "must be info, low, medium, high or critical");

    private static DateOnly? ReadDate(IConfigurationSection section) =>
        section.Value is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw Wrong(section, "must be a date such as 2027-01-04");

    private static void Only(IConfigurationSection section, string[] keys)
    {
        if (section.GetChildren().FirstOrDefault(each => !keys.Contains(each.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw Wrong(unknown, $"is not known here; there are {string.Join(", ", keys)}");
    }

    private static InvalidOperationException Wrong(IConfigurationSection section, string what) => new($"{section.Path} {what}.");
}
