using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Demo;

/// <summary>Chance that comes out the same everywhere and for ever: a stream of its own for each purpose, so that adding one moves no other.</summary>
internal sealed class SeededDraw(ulong state)
{
    public SeededDraw(int seed, params ReadOnlySpan<int> purpose)
        : this(Mixed(seed, purpose))
    {
    }

    private ulong Next() => Scramble.Of(state += 0xD1B54A32D192ED03);

    /// <summary>From 0 up to but not including 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 up to but not including <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Unit() * limit);

    public int Between(int lowest, int highest) => lowest + Below(highest - lowest + 1);

    public bool Chance(double probability) => Unit() < probability;

    public T One<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    public T Weighted<T>(IReadOnlyList<(T Value, double Weight)> from)
    {
        var left = Unit() * from.Sum(entry => entry.Weight);
        foreach (var (value, weight) in from)
        {
            if ((left -= weight) < 0)
                return value;
        }

        return from[^1].Value;
    }

    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    public int Poisson(double mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), Unit(), 0);
        while (product > limit)
        {
            product *= Unit();
            count++;
        }

        return count;
    }

    public double Beta(double a, double b)
    {
        var x = Gamma(a);
        return x / (x + Gamma(b));
    }

    /// <summary>Marsaglia and Tsang's method, scale 1.</summary>
    public double Gamma(double shape)
    {
        if (shape < 1)
            return Gamma(shape + 1) * Math.Pow(1 - Unit(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - Unit()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    public void Shuffle<T>(IList<T> list)
    {
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    private static ulong Mixed(int seed, ReadOnlySpan<int> purpose)
    {
        var mixed = Scramble.Of((uint)seed);
        foreach (var part in purpose)
            mixed = Scramble.Of(mixed ^ (uint)part);
        return mixed;
    }
}
