namespace RiskMonitor.Web.Tests;

/// <summary>The files that the product is made of, for tests that read them.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RiskMonitor.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("RiskMonitor.sln is in no folder above the tests.");
        return folder.FullName;
    }
}
