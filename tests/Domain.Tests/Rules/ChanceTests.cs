using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>The numbers of the catalogue's worked examples, and some that can be checked by hand.</summary>
public sealed class ChanceTests
{
    [Theory]
    [InlineData(3, 30 / 90.0, 0.0048)]
    [InlineData(2, 30 / 90.0, 0.0446)]
    [InlineData(10, 3.5, 0.0033)]
    [InlineData(9, 3.5, 0.0099)]
    [InlineData(8, 3.5, 0.027)]
    public void So_many_or_more_of_a_poisson_count(int k, double mean, double expected) => Assert.Equal(expected, Chance.PoissonTail(k, mean), Tolerance(expected));

    [Theory]
    [InlineData(4, 15, 0.00086)]
    [InlineData(6, 15, 0.0076)]
    public void So_many_or_fewer_of_a_poisson_count(int k, double mean, double expected) => Assert.Equal(expected, Chance.PoissonUpTo(k, mean), Tolerance(expected));

    [Theory]
    [InlineData(6, 7, 0.22, 0.00064)]
    [InlineData(5, 7, 0.22, 0.0072)]
    [InlineData(4, 4, 0.22, 0.0023)]
    [InlineData(2, 2, 0.5, 0.25)]
    [InlineData(1, 2, 0.5, 0.75)]
    public void So_many_or_more_of_some_trials(int k, int n, double p, double expected) => Assert.Equal(expected, Chance.BinomialTail(k, n, p), Tolerance(expected));

    [Fact]
    public void Nothing_or_more_is_certain_and_nothing_expected_is_nothing()
    {
        Assert.Equal(1, Chance.PoissonTail(0, 3.5));
        Assert.Equal(0, Chance.PoissonTail(1, 0));
        Assert.Equal(1, Chance.BinomialTail(0, 7, 0.22), 1e-12);
        Assert.Equal(Math.Exp(-3), Chance.PoissonUpTo(0, 3), 1e-12);
    }

    [Theory]
    [InlineData(43, 240, 0.136)]
    [InlineData(15, 43, 0.224)]
    public void The_least_a_share_may_be(int successes, int n, double expected) => Assert.Equal(expected, Chance.WilsonLow(successes, n), 0.0005);

    [Fact]
    public void A_share_of_nothing_is_nothing_known()
    {
        Assert.Equal(0, Chance.WilsonLow(0, 0));
        Assert.Equal(0, Chance.WilsonLow(0, 30), 1e-12);
    }

    // Fisher's own tea tasting: of eight cups four had milk first, and three of them are named. As likely or less: 1 + 16 + 16 + 1 of 70 ways.
    [Fact]
    public void Three_of_four_cups_of_tea_prove_nothing_and_four_of_four_something()
    {
        Assert.Equal(34 / 70.0, Chance.FisherExact(3, 1, 1, 3), 1e-9);
        Assert.Equal(2 / 70.0, Chance.FisherExact(4, 0, 0, 4), 1e-9);
        Assert.Equal(1, Chance.FisherExact(2, 2, 2, 2), 1e-9);
    }

    // A negative binomial count with mean 2 and variance 4 has two successes at chance one half: none 1/4, one 1/4, two 3/16.
    [Fact]
    public void A_count_that_varies_more_than_by_chance()
    {
        Assert.Equal(1, Chance.NegativeBinomialTail(0, 2, 4), 1e-12);
        Assert.Equal(3 / 4.0, Chance.NegativeBinomialTail(1, 2, 4), 1e-9);
        Assert.Equal(2 / 4.0, Chance.NegativeBinomialTail(2, 2, 4), 1e-9);
        Assert.Equal(5 / 16.0, Chance.NegativeBinomialTail(3, 2, 4), 1e-9);
    }

    // Half a unit of the second digit: as far as the worked examples are written out.
    private static double Tolerance(double expected) => Math.Pow(10, Math.Floor(Math.Log10(expected)) - 1) / 2 * 1.0001;
}
