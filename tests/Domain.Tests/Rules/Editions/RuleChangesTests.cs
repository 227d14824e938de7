using System.Collections.Immutable;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Tests.Rules.Editions;

/// <summary>Changes by themselves: whether there are any, whether two are the same, what is left of them; and stored editions, in whatever order they come.</summary>
public sealed class RuleChangesTests
{
    private static readonly RuleChanges Number = RuleChanges.None with { Thresholds = ImmutableDictionary<string, string>.Empty.Add("SG-02:Days", "21") };
    private static readonly RuleChanges Severe = RuleChanges.None with { Severities = ImmutableDictionary<string, Severity>.Empty.Add("SG-02", Severity.High) };
    private static readonly RuleChanges Off = RuleChanges.None with { Switches = ImmutableDictionary<string, bool>.Empty.Add("TRU-05", false) };
    private static readonly RuleChanges Everything = Number.With(Severe).With(Off);

    public static TheoryData<RuleChanges> Each => [Number, Severe, Off];

    [Theory]
    [MemberData(nameof(Each))]
    public void Whoever_changes_one_thing_of_any_kind_changes_something(RuleChanges one)
    {
        Assert.False(one.IsEmpty);
        Assert.True(RuleChanges.None.IsEmpty);
        Assert.False(one.IsSameAs(RuleChanges.None));
        Assert.False(RuleChanges.None.IsSameAs(one));
        Assert.True(one.IsSameAs(RuleChanges.None.With(one)));
        Assert.False(one.IsSameAs(Everything));
    }

    [Fact]
    public void Two_that_differ_in_one_value_or_one_name_are_not_the_same()
    {
        Assert.False(Number.IsSameAs(Number with { Thresholds = Number.Thresholds.SetItem("SG-02:Days", "22") }));
        Assert.False(Number.IsSameAs(RuleChanges.None with { Thresholds = ImmutableDictionary<string, string>.Empty.Add("SG-02:Concerns", "21") }));
        Assert.False(Severe.IsSameAs(Severe with { Severities = Severe.Severities.SetItem("SG-02", Severity.Low) }));
        Assert.False(Off.IsSameAs(Off with { Switches = Off.Switches.SetItem("TRU-05", true) }));
        Assert.False(Everything.IsSameAs(Everything with { Switches = Off.Switches.SetItem("TRU-05", true) }));
    }

    [Fact]
    public void What_is_named_by_its_key_is_left_out_and_nothing_else()
    {
        Assert.True(Everything.Without(["SG-02:Days"]).IsSameAs(Severe.With(Off)));
        Assert.True(Everything.Without(["SG-02:severity"]).IsSameAs(Number.With(Off)));
        Assert.True(Everything.Without(["TRU-05:switch"]).IsSameAs(Number.With(Severe)));
        Assert.True(Everything.Without(["SG-02:switch", "TRU-05:severity", "SG-02"]).IsSameAs(Everything));
        Assert.Same(Everything, Everything.Without([]));
    }

    [Fact]
    public void Stored_editions_stand_in_the_order_of_their_numbers_and_the_catalogue_is_not_stored_twice()
    {
        var first = Edition(1, Number);
        var second = Edition(2, Off);

        var editions = RuleEditions.Of([second, RuleEdition.Catalogue, first]);

        Assert.Equal([0, 1, 2], editions.All.Select(each => each.Number));
        Assert.Equal(["SG-02:Days 28 → 21"], editions.ChangesOf(1).Select(each => each.ToString()));
        Assert.Equal(["TRU-05:switch on → off"], editions.ChangesOf(2).Select(each => each.ToString()));
        Assert.Empty(editions.ChangesOf(0));
    }

    [Fact]
    public void A_rule_that_is_switched_on_again_says_so()
    {
        var on = RuleChanges.None with { Switches = Off.Switches.SetItem("TRU-05", true) };

        var editions = RuleEditions.Of([Edition(1, Off), Edition(2, on)]);

        Assert.Equal(["TRU-05:switch off → on"], editions.ChangesOf(2).Select(each => each.ToString()));
    }

    [Fact]
    public void An_edition_starts_once_after_one_instant_and_up_to_another()
    {
        var editions = RuleEditions.Of([Edition(1, Number), Edition(2, Off), Edition(3, Severe, day: 8)]);
        var (starts, later) = (Edition(1, Number).StartsAt, Edition(3, Severe, day: 8).StartsAt);

        Assert.Equal([starts, later], editions.StartsBetween(starts.AddTicks(-1), later));
        Assert.Equal([later], editions.StartsBetween(starts, later));
        Assert.Equal([starts], editions.StartsBetween(DateTimeOffset.MinValue, later.AddTicks(-1)));
        Assert.Empty(RuleEditions.Catalogue.StartsBetween(DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
        Assert.Equal((0, 2, 3), (editions.NumberAt(starts.AddTicks(-1)), editions.NumberAt(starts), editions.NumberAt(later)));
    }

    [Fact]
    public void An_edition_follows_the_one_before_and_comes_into_force_no_sooner()
    {
        var one = RuleEditions.Of([Edition(1, Number, day: 7)]);

        Assert.Contains("Edition 3 does not follow edition 1.", Assert.Throws<ArgumentException>(() => one.With(Edition(3, Off, day: 7))).Message, StringComparison.Ordinal);
        Assert.Contains("would come into force before edition 1", Assert.Throws<ArgumentException>(() => one.With(Edition(2, Off, day: 6))).Message, StringComparison.Ordinal);
        Assert.Equal(2, one.With(Edition(2, Off, day: 7)).Last.Number);
    }

    private static RuleEdition Edition(int number, RuleChanges changes, int day = 6) => new()
    {
        Number = number,
        InForceFrom = new(2026, 10, day),
        PublishedAt = new(2026, 10, 5, 12, 0, 0, TimeSpan.Zero),
        Author = "staff-1",
        Changes = changes,
    };
}
