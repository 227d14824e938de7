using System.Globalization;
using System.Runtime.CompilerServices;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>
/// What the catalogue says of itself, as people read it on the page of the rules: reviewed once, compared from then on. To have it written anew:
/// <c>RISKMONITOR_WRITE_EVIDENCE=1</c>; what changed shows in the diff.
/// </summary>
public sealed class RuleBookTests
{
    [Fact]
    public void The_catalogue_says_of_itself_what_was_reviewed()
    {
        if (ExampleEvidence.IsWriting) File.WriteAllText(Path.Combine(Folder(), "..", "Examples", "catalogue.md"), TextOf(RuleBook.Default));

        Assert.Equal(Reviewed(), TextOf(RuleBook.Default), ignoreLineEndingDifferences: true);
    }

    internal static string Reviewed() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Examples", "catalogue.md"));

    internal static string TextOf(RuleBook book) => "# The catalogue as it is shown\n" + string.Concat(book.Rules.Select(TextOf));

    private static string TextOf(RuleDescription rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"""

        ## {rule.Id} {rule.Title}

        {rule.Sentence}

        - Cleared: {rule.ClearedBy}
        - Basis ({rule.Kind}): {rule.Basis}
        - {rule.Severity}{(rule.IsBoosted ? ", one step up with a CP, CIN, CLA or family-help status" : "")}; version {rule.Version}, in force from {rule.InForceFrom:yyyy-MM-dd}

        """);

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
