namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>The few tails the catalogue needs, summed term by term.</summary>
internal static class Statistics
{
    /// <summary>P(X ≥ k) for a Poisson variable.</summary>
    public static double PoissonTail(int k, double mean) => k <= 0 ? 1 : 1 - PoissonUpTo(k - 1, mean);

    /// <summary>P(X ≤ k) for a Poisson variable.</summary>
    public static double PoissonUpTo(int k, double mean)
    {
        var (term, sum) = (Math.Exp(-mean), 0.0);
        for (var n = 0; n <= k; n++)
        {
            sum += term;
            term *= mean / (n + 1);
        }

        return sum;
    }

    /// <summary>P(X ≥ k) of n trials.</summary>
    public static double BinomialTail(int k, int n, double p)
    {
        var sum = 0.0;
        for (var hits = k; hits <= n; hits++) sum += Choose(n, hits) * Math.Pow(p, hits) * Math.Pow(1 - p, n - hits);
        return sum;
    }

    /// <summary>P(X ≥ k) for a negative binomial variable of that mean and (larger) variance.</summary>
    public static double NegativeBinomialTail(int k, double mean, double variance)
    {
        var size = mean * mean / (variance - mean);
        var stop = size / (size + mean);
        var (term, below) = (Math.Pow(stop, size), 0.0);
        for (var n = 0; n < k; n++)
        {
            below += term;
            term *= (size + n) / (n + 1) * (1 - stop);
        }

        return 1 - below;
    }

    /// <summary>The lower end of Wilson's 95 % interval.</summary>
    public static double WilsonLow(int hits, int n)
    {
        const double Z = 1.96;
        if (hits == 0) return 0;
        var p = (double)hits / n;
        return (p + (Z * Z / (2 * n)) - (Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4.0 * n * n))))) / (1 + (Z * Z / n));
    }

    private static double Choose(int n, int k)
    {
        var ways = 1.0;
        for (var i = 1; i <= k; i++) ways *= (n - k + i) / (double)i;
        return ways;
    }
}
