namespace RiskMonitor.Mutants;

/// <summary>
/// Why nobody can notice a change that no test notices. A line of the table is a file, what stands there instead (both as the tool writes
/// them, so that a reason outlives a moved line), and the reason.
/// </summary>
internal static class Explanations
{
    /// <summary>Says which survivors have no reason, and which reasons have no survivor. 0 when there is neither.</summary>
    public static int Check(string second, string survivors)
    {
        var reasons = File.ReadLines(survivors).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).ToLookup(cells => (File: cells[0], Instead: cells[1]), cells => cells[2]);
        var alive = File.ReadLines(second).Select(line => line.Split('\t')).Where(cells => !cells[1].StartsWith("killed", StringComparison.Ordinal)).Select(cells => (Place: cells[2], File: cells[2].Split(':')[0], Instead: cells[4])).ToList();
        var unexplained = alive.Where(each => !reasons.Contains((each.File, each.Instead))).ToList();
        var needless = reasons.Select(each => each.Key).Except(alive.Select(each => (each.File, each.Instead))).ToList();
        foreach (var each in unexplained) Console.WriteLine($"no reason: {each.Place}\t{each.Instead}");
        foreach (var each in needless) Console.WriteLine($"noticed by now, its reason can go: {each.File}\t{each.Instead}");
        Console.WriteLine($"{alive.Count} survive, {alive.Count - unexplained.Count} of them explained");
        return unexplained.Count + needless.Count == 0 ? 0 : 1;
    }
}
