using RiskMonitor.Domain.Duty;

namespace RiskMonitor.Domain.Tests.Digests;

public sealed class DutyRotaTests
{
    private static readonly DutyRota Rota = new()
    {
        Week = [new("ann", "ben", "head"), new("cat", "ben", "head")],
        Exceptions = [new(new(2026, 10, 6), new(Deputy: "dan"))],
    };

    [Theory]
    [InlineData("2026-10-05", "ann", "ben", "head")]
    [InlineData("2026-10-06", "cat", "dan", "head")] // Whoever is not named in the exception is as usual.
    [InlineData("2026-10-13", "cat", "ben", "head")]
    [InlineData("2026-10-07", null, null, null)]
    public void A_day_is_as_in_every_week_unless_it_has_an_exception(string date, string? onDuty, string? deputy, string? head) =>
        Assert.Equal(new DutyDay(onDuty, deputy, head), Rota.On(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void The_ladder_asks_the_person_on_duty_the_deputy_and_from_then_on_the_head() =>
        Assert.Equal(["ann", "ben", "head", "head"], Enumerable.Range(0, 4).Select(new DutyDay("ann", "ben", "head").Asked));

    [Fact]
    public void What_cannot_be_kept_is_named()
    {
        Assert.Null(Rota.Fault());
        Assert.StartsWith("week:", new DutyRota { Week = [.. Enumerable.Repeat(new DutyDay(), 8)] }.Fault(), StringComparison.Ordinal);
        Assert.Contains("2026-10-06 is there twice", (Rota with { Exceptions = [.. Rota.Exceptions, .. Rota.Exceptions] }).Fault(), StringComparison.Ordinal);
        Assert.StartsWith("week:", new DutyRota { Week = [new(new string('x', 257))] }.Fault(), StringComparison.Ordinal);
    }
}
