namespace RiskMonitor.Bench.Workload;

/// <summary>Seeded numbers that depend on what they are for and not on the order in which they are asked: SplitMix64 over a key.</summary>
internal struct Dice
{
    private ulong state;

    public Dice(ulong seed, ulong purpose, ulong first = 0, ulong second = 0) =>
        state = Mix(Mix(Mix(seed + purpose) + first) + second);

    /// <summary>Uniform in [0, 1).</summary>
    public double Roll() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [from, to).</summary>
    public int Between(int from, int to) => from + (int)(Roll() * (to - from));

    /// <summary>Standard normal (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Roll())) * Math.Cos(2 * Math.PI * Roll());

    /// <summary>Beta by two gammas.</summary>
    public double Beta(double a, double b)
    {
        var x = Gamma(a);
        return x / (x + Gamma(b));
    }

    /// <summary>Gamma of a shape of 1 or above, by Marsaglia and Tsang.</summary>
    public double Gamma(double shape)
    {
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + (c * x);
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(1 - Roll()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
