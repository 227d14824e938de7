namespace RiskMonitor.Domain.Rules;

/// <summary>The few probabilities that rules compare with: plain sums of plain terms, good to more digits than any threshold has.</summary>
internal static class Chance
{
    /// <summary>The two-sided 95 % point of the normal distribution.</summary>
    internal const double Normal95 = 1.959963984540054;

    /// <summary>P(X ≥ k) for a Poisson count with mean λ.</summary>
    internal static double PoissonTail(int k, double mean) => Math.Max(0, 1 - PoissonUpTo(k - 1, mean));

    /// <summary>P(X ≤ k) for a Poisson count with mean λ.</summary>
    internal static double PoissonUpTo(int k, double mean)
    {
        if (k < 0) return 0;
        if (mean <= 0) return 1;
        var sum = 0.0;
        for (var n = 0; n <= k; n++) sum += Math.Exp((n * Math.Log(mean)) - mean - LogFactorial(n));
        return Math.Min(1, sum);
    }

    /// <summary>P(X ≥ k) of n trials that each succeed with probability p.</summary>
    internal static double BinomialTail(int k, int n, double p)
    {
        var sum = 0.0;
        for (var each = Math.Max(0, k); each <= n; each++) sum += Math.Exp(LogChoose(n, each) + (each * Math.Log(p)) + ((n - each) * Math.Log(1 - p)));
        return Math.Min(1, sum);
    }

    /// <summary>P(X ≥ k) for a negative binomial count with this mean and this variance, which must be larger.</summary>
    internal static double NegativeBinomialTail(int k, double mean, double variance)
    {
        var size = mean * mean / (variance - mean);
        var success = mean / variance;
        var below = 0.0;
        for (var n = 0; n < k; n++) below += Math.Exp(LogGamma(n + size) - LogGamma(size) - LogFactorial(n) + (size * Math.Log(success)) + (n * Math.Log(1 - success)));
        return Math.Clamp(1 - below, 0, 1);
    }

    /// <summary>The lower end of Wilson's 95 % interval for a share seen in a sample.</summary>
    internal static double WilsonLow(int successes, int n)
    {
        // Of none it is 0, and not what the last digits leave of the difference below.
        if (n == 0 || successes == 0) return 0;
        var (share, square) = ((double)successes / n, Normal95 * Normal95);
        var centre = share + (square / (2 * n));
        var spread = Normal95 * Math.Sqrt((share * (1 - share) / n) + (square / (4.0 * n * n)));
        return Math.Max(0, (centre - spread) / (1 + (square / n)));
    }

    /// <summary>Fisher's exact test, two-sided, of a table with rows (a, b) and (c, d).</summary>
    internal static double FisherExact(int a, int b, int c, int d)
    {
        var (row, column, all) = (a + b, a + c, a + b + c + d);
        double Log(int x) => LogChoose(column, x) + LogChoose(all - column, row - x) - LogChoose(all, row);
        var (seen, sum) = (Log(a), 0.0);
        for (var x = Math.Max(0, row + column - all); x <= Math.Min(row, column); x++)
        {
            // As likely as what was seen, give or take the last digits.
            if (Log(x) <= seen + 1e-7) sum += Math.Exp(Log(x));
        }

        return Math.Min(1, sum);
    }

    private static double LogChoose(int n, int k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    private static double LogFactorial(int n) => LogGamma(n + 1.0);

    // Lanczos' approximation (g = 7, nine terms), good to about fifteen digits for positive arguments.
    private static double LogGamma(double x)
    {
        ReadOnlySpan<double> terms =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
            12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        var sum = terms[0];
        for (var index = 1; index < terms.Length; index++) sum += terms[index] / (x - 1 + index);
        var shifted = x + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(shifted)) - shifted + Math.Log(sum);
    }
}
