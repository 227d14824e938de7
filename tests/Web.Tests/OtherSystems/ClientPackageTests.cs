using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace RiskMonitor.Web.Tests.OtherSystems;

/// <summary>The package that another program refers to.</summary>
public sealed class ClientPackageTests
{
    [Fact]
    public async Task The_package_brings_the_client_the_records_it_speaks_in_and_how_to_use_it()
    {
        var folder = Directory.CreateTempSubdirectory("riskmonitor-pack-").FullName;
        await Pack(folder);

        using var package = await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(folder, "RiskMonitor.Client.*.nupkg")), TestContext.Current.CancellationToken);
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        using var nuspec = package.GetEntry("RiskMonitor.Client.nuspec")!.Open();
        var depends = XDocument.Load(nuspec).Descendants().Where(each => each.Name.LocalName == "dependency").Select(each => each.Attribute("id")!.Value).ToList();

        Assert.All(new[] { "lib/net10.0/RiskMonitor.Client.dll", "lib/net10.0/RiskMonitor.Client.xml", "lib/net10.0/RiskMonitor.Contracts.dll", "README.md" }, name => Assert.Contains(name, names));
        // What is inside must not also be asked for: there is no such package.
        Assert.Equal(["Microsoft.Extensions.Http.Resilience"], depends);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task Pack(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["pack", Path.Combine("grains", "Client"), "--output", folder, "-nodeReuse:false"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var dotnet = Process.Start(start)!;
        var said = await Task.WhenAll(dotnet.StandardOutput.ReadToEndAsync(), dotnet.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromMinutes(3));
        await dotnet.WaitForExitAsync();
        Assert.True(dotnet.ExitCode == 0, string.Concat(said));
    }
}
