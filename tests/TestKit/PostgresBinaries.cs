namespace RiskMonitor.TestKit;

/// <summary>Where this machine keeps the PostgreSQL server programs.</summary>
public static class PostgresBinaries
{
    /// <exception cref="InvalidOperationException">No PostgreSQL server is installed.</exception>
    public static string Find()
    {
        string[] packaged = [.. Versions("/usr/lib/postgresql", ""), .. Versions("/usr", "pgsql-"), .. Versions("/opt/homebrew/opt", "postgresql@")];
        string[] onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return packaged.Concat(onPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new InvalidOperationException("These tests need the PostgreSQL server programs (initdb, postgres), version 15 or later. tests/run.sh installs them.");
    }

    private static IEnumerable<string> Versions(string folder, string prefix) =>
        Directory.Exists(folder)
            ? Directory.GetDirectories(folder, prefix + "*")
                .Select(path => (Path: path, Version: VersionOf(Path.GetFileName(path)[prefix.Length..])))
                .Where(found => found.Version >= 15)
                .OrderByDescending(found => found.Version)
                .Select(found => Path.Combine(found.Path, "bin"))
            : [];

    private static int VersionOf(string name) => int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0;
}
