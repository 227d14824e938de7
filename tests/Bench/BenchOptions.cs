using System.Globalization;

namespace RiskMonitor.Bench;

/// <summary>What was asked for on the command line.</summary>
internal sealed record BenchOptions
{
    public int Pupils { get; init; } = 90_000;

    public string Scale { get; init; } = "S1";

    /// <summary>Repetitions that count, after one that does not. Default 5.</summary>
    public int Repetitions { get; init; } = 5;

    /// <summary>School sessions in each repetition, 1–40. Default 4: at S1 about 370,000 marks.</summary>
    public int Sessions { get; init; } = 4;

    public string[] Contestants { get; init; } = ["ours", "P0", "P1", "P6"];

    public ulong Seed { get; init; } = 20_260_901;

    public string CsvFile { get; init; } = "artifacts/bench/w1.csv";

    /// <summary>Connected walls of B4. Default 100.</summary>
    public int Walls { get; init; } = 100;

    public int PostgresConnections { get; init; } = 2;

    /// <summary>Schools that send to us at the same time, each one page after another. Default 64.</summary>
    public int SchoolsAtATime { get; init; } = 64;

    /// <exception cref="ArgumentException">An option is unknown or its value is not one.</exception>
    public static BenchOptions Read(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions();
        for (var next = 0; next < arguments.Length; next += 2)
            options = options.With(arguments[next], next + 1 < arguments.Length ? arguments[next + 1] : throw new ArgumentException($"{arguments[next]} needs a value."));
        return options;
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--scale" => this with { Scale = value, Pupils = PupilsOf(value) },
        "--pupils" => this with { Pupils = Number(value, 100, 1_000_000), Scale = "own" },
        "--repetitions" => this with { Repetitions = Number(value, 1, 50) },
        "--sessions" => this with { Sessions = Number(value, 1, 40) },
        "--contestants" => this with { Contestants = value.Split(',') },
        "--seed" => this with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
        "--csv" => this with { CsvFile = value },
        "--walls" => this with { Walls = Number(value, 1, 1_000) },
        "--connections" => this with { PostgresConnections = Number(value, 1, 32) },
        "--schools-at-a-time" => this with { SchoolsAtATime = Number(value, 1, 1_000) },
        _ => throw new ArgumentException($"There is no option {name}."),
    };

    private static int PupilsOf(string scale) => scale switch
    {
        "S0.1" => 9_000,
        "S1" => 90_000,
        "S10" => 900_000,
        "S100" => 9_000_000,
        _ => throw new ArgumentException($"There is no scale {scale}: S0.1, S1, S10 or S100."),
    };

    private static int Number(string value, int from, int to) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
            ? number
            : throw new ArgumentException($"{value} is not a number from {from} to {to}.");
}
