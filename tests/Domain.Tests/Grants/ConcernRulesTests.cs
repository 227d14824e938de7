using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Grants;

/// <summary>From an alert to the categories of the concerns it is drawn from: who may see all of them may see it.</summary>
public sealed class ConcernRulesTests
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Concern[] Known = [Concern("a", "neglect", "bullying"), Concern("b", "weapon"), Concern("none")];

    [Fact]
    public void All_categories_of_all_concerns_that_it_names() => Assert.Equal(["bullying", "neglect", "weapon"], Categories("a", "b")!.Value.AsEnumerable());

    [Fact]
    public void A_mark_beside_them_says_nothing_of_categories() =>
        Assert.Equal(["weapon"], ConcernRules.CategoriesOf(new Evidence { Items = [Item("b"), new() { Date = new(2026, 11, 2), Session = Session.AM, Code = "O" }] }, Known)!.Value.AsEnumerable());

    [Fact]
    public void A_concern_that_is_not_known_any_more_or_none_at_all_is_nothing_known()
    {
        Assert.Null(Categories("a", "gone"));
        Assert.Null(Categories());
        Assert.Null(Categories("none"));
    }

    private static System.Collections.Immutable.ImmutableArray<string>? Categories(params string[] ids) => ConcernRules.CategoriesOf(new Evidence { Items = [.. ids.Select(Item)] }, Known);

    private static EvidenceItem Item(string id) => new() { Date = new(2026, 11, 2), Id = id };

    private static Concern Concern(string id, params string[] categories) =>
        new() { School = Story.School, Student = StoryText.Student, Id = id, OccurredAt = Morning, RecordedBy = "Ann", Categories = [.. categories], Severity = 1 };
}
