using System.Globalization;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>Every row of every file in Examples is a test, named by its own sentence.</summary>
public sealed class RuleExamples
{
    public static IEnumerable<TheoryDataRow<string, string, string, string>> Rows() =>
        from row in ExampleRow.All()
        select new TheoryDataRow<string, string, string, string>(row.Rule, row.Sentence, row.Events, row.AlertOn) { TestDisplayName = $"{row.Rule}: {row.Sentence}" };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Example(string rule, string sentence, string events, string alertOn)
    {
        var story = Check(rule, events, alertOn, RuleBook.Default);

        if (!ExampleEvidence.IsWriting) Assert.Equal(ExampleEvidence.Of(rule, sentence), ExampleEvidence.Recorded(story, rule), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void What_lies_under_every_example_was_reviewed_and_nothing_else_lies_there()
    {
        if (ExampleEvidence.IsWriting)
            ExampleEvidence.WriteAll(ExampleRow.All().Select(row => (row, ExampleEvidence.Recorded(Check(row.Rule, row.Events, row.AlertOn, RuleBook.Default), row.Rule))));

        Assert.Equal("", string.Join("; ", ExampleRow.All().Where(row => ExampleEvidence.Of(row.Rule, row.Sentence) is null).Select(row => $"{row.Rule}: {row.Sentence}")));
    }

    internal static Story Check(string rule, string events, string alertOn, RuleBook rules)
    {
        var story = new StoryText(new(rule)).Play(events, rules);

        // Quiet because it failed is not quiet.
        Assert.Empty(story.Told.Where(transition => transition.Alert.Rule == BrokenRule.Description.Id).Select(Say));
        var told = story.Told.Where(transition => transition.Alert.Rule.Value == rule && transition.Alert.Subject.Student is null or { Value: "p001" }).ToList();
        var expected = alertOn.Split(';', StringSplitOptions.TrimEntries);
        if (expected is ["never" or "cannot tell"])
        {
            Assert.Empty(told.Select(Say));
            var verdicts = story.Explain(StoryText.Student).Where(finding => finding.Rule.Value == rule).Select(finding => finding.Verdict).ToList();
            Assert.NotEmpty(verdicts);
            Assert.Equal(alertOn == "cannot tell", verdicts is [CannotTell]);
            return story;
        }

        Assert.Equal(expected, told.Select((transition, number) => Say(transition, HasTime(expected.ElementAtOrDefault(number)))));
        return story;
    }

    private static bool HasTime(string? expected) => expected is { Length: > 5 } && expected[^3] == ':';

    private static string Say(Transition transition) => Say(transition, withTime: true);

    private static string Say(Transition transition, bool withTime)
    {
        var what = transition.To is AlertState.Firing ? transition.Severity.ToString() : transition.To.ToString().ToLowerInvariant();
        var date = transition.Effective.ToString(transition.Effective.Year == 2026 ? "ddd d MMM" : "ddd d MMM yyyy", CultureInfo.InvariantCulture);
        var facet = transition.Alert.Subject.Facet is { } part ? $"{part}: " : "";
        return withTime ? $"{facet}{what} {date} {SchoolTime.TimeOf(transition.At):HH\\:mm}" : $"{facet}{what} {date}";
    }
}
