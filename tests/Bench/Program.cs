using RiskMonitor.Bench;
using RiskMonitor.Bench.Noise;
using RiskMonitor.Bench.Security;

const string Usage = """
    Usage: dotnet run -c Release --project tests/Bench -- w1 [--scale S1] [--repetitions 5] [--sessions 4] [--contestants ours,P0,P1,P6]
                                                          [--seed N] [--csv FILE] [--connections 2]
           dotnet run -c Release --project tests/Bench -- walls [--walls 100] [--repetitions 5]
           dotnet run -c Release --project tests/Bench -- scroll [--pupils 10000] [--repetitions 5]
           dotnet run -c Release --project tests/Bench -- null-world [--pupils 3000] [--seed N]
           dotnet run -c Release --project tests/Bench -- security [--pupils 9000] [--repetitions 5] [--sessions 4]
    w1: B1 (durable throughput) and B2 (CPU a mark) of workload W1 against its peers.   walls: B4 (ingestion to painted screen).
    scroll: frame times of a wall of many cards ÷ those of one of a hundred, in Chromium.
    security: B14, the price of security on ÷ off.
    null-world: how often each rule cries wolf where nothing changes, and what it catches where something does.
    """;

switch (args)
{
    case ["w1", .. var rest]:
        return await RegistersBench.Run(BenchOptions.Read(rest), Console.WriteLine);
    case ["walls", .. var rest]:
        return await WallsBench.Run(BenchOptions.Read(rest), Console.WriteLine);
    case ["scroll", .. var rest]:
        return await ScrollBench.Run(BenchOptions.Read(["--pupils", "10000", .. rest]), Console.WriteLine);
    case ["security", .. var rest]:
        return await SecurityBench.Run(BenchOptions.Read(["--pupils", "9000", .. rest]), Console.WriteLine);
    case ["null-world", .. var rest]:
        return NoiseBench.Run(BenchOptions.Read(["--pupils", "3000", .. rest]), Console.WriteLine);
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
