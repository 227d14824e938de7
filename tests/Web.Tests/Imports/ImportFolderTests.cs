using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Silo.Jobs;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>A folder in which a school's exports are left: whole files are taken, once, and each leaves a report that names nobody.</summary>
public sealed class ImportFolderTests(RiskMonitorApi api) : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("riskmonitor-imports-").FullName;
    private readonly FakeTimeProvider time = new(RiskMonitorApi.Today);

    [Fact]
    public async Task A_file_is_taken_when_it_has_been_quiet_for_two_looks_and_moves_to_done_with_its_report()
    {
        var (school, folder) = await Watched("folder-done");
        using var watched = folder;
        Leave(school, "export.csv", ConcernFiles.Of(ConcernFiles.Row("1", 1, text: "what was said"), ConcernFiles.Row("2", 1, occurred: "31/02/2026"), ConcernFiles.Row("3", 1).Replace(ConcernFiles.Upns[0], ConcernFiles.Upn("999999999999"), StringComparison.Ordinal)));

        await folder.Look();
        var first = await school.Concerns();
        await folder.Look();
        await api.Evaluated(school.School);

        Assert.Empty(first);
        Assert.StartsWith("p1 csv.1 ", Assert.Single(await school.Concerns()), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(root, school.School)));
        var done = Directory.GetFiles(Path.Combine(root, school.School, "done"));
        Assert.EndsWith("-export.csv", done.Order().First(), StringComparison.Ordinal);
        var report = await File.ReadAllTextAsync(done.Single(file => file.EndsWith(".report.json", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        var read = JsonNode.Parse(report)!;
        Assert.Equal((1, 1, 1), ((int)read["new"]!, (int)read["rejected"]!, (int)read["unmatched"]!));
        Assert.Equal((3, 4), ((int)read["rejections"]![0]!["line"]!, (int)read["unmatchedRows"]![0]!["line"]!));
        Assert.DoesNotContain("what was said", report, StringComparison.Ordinal);
        Assert.DoesNotContain(ConcernFiles.Upns[0], report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_still_being_written_is_left_where_it_is()
    {
        var (school, folder) = await Watched("folder-half");
        using var watched = folder;
        var path = Leave(school, "export.csv", ConcernFiles.Of(ConcernFiles.Row("1", 1)));
        Leave(school, "later.csv.part", ConcernFiles.Of(ConcernFiles.Row("2", 1)));
        Leave(school, ".hidden.csv", ConcernFiles.Of(ConcernFiles.Row("3", 1)));

        await folder.Look();
        await File.AppendAllTextAsync(path, "\r\n" + ConcernFiles.Row("4", 2), TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        await folder.Look();
        await folder.Look();
        var whileWritten = Directory.GetFiles(Path.Combine(root, school.School)).Length;
        time.Advance(TimeSpan.FromSeconds(31));
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            await folder.Look();
        var whileOpen = Directory.GetFiles(Path.Combine(root, school.School)).Length;
        await folder.Look();
        await api.Evaluated(school.School);

        Assert.Equal((3, 3), (whileWritten, whileOpen));
        Assert.Equal(2, (await school.Concerns()).Count);
        Assert.Equal([".hidden.csv", "later.csv.part"], Directory.GetFiles(Path.Combine(root, school.School)).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_goes_to_rejected_and_says_why()
    {
        var (school, folder) = await Watched("folder-rejected");
        using var watched = folder;
        Leave(school, "export.csv", Files.Of("name,category", "Zebedee Quillfeather,Neglect"));

        await folder.Look();
        await folder.Look();

        var rejected = Directory.GetFiles(Path.Combine(root, school.School, "rejected"));
        Assert.Equal(2, rejected.Length);
        var report = await File.ReadAllTextAsync(rejected.Single(file => file.EndsWith(".report.json", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        Assert.Contains("“incident date”", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Quillfeather", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_left_again_changes_nothing_and_a_folder_of_no_school_is_not_looked_into()
    {
        var (school, folder) = await Watched("folder-again");
        using var watched = folder;
        var stranger = new ConcernFiles(api, "folder-of-nobody");
        Leave(stranger, "export.csv", ConcernFiles.Of(ConcernFiles.Row("1", 1)));
        for (var time = 0; time < 2; time++)
        {
            Leave(school, "export.csv", ConcernFiles.Of(ConcernFiles.Row("1", 1)));
            await folder.Look();
            await folder.Look();
            this.time.Advance(TimeSpan.FromSeconds(1));
        }

        var reports = Directory.GetFiles(Path.Combine(root, school.School, "done"), "*.report.json").Order().Select(file => JsonNode.Parse(File.ReadAllText(file))!).ToList();
        Assert.Equal([(1, 0), (0, 1)], reports.Select(report => ((int)report["new"]!, (int)report["unchanged"]!)));
        Assert.Single(Directory.GetFiles(Path.Combine(root, stranger.School)));
    }

    [Fact]
    public async Task A_school_that_cannot_be_opened_keeps_no_other_schools_files_back_and_keeps_its_own()
    {
        var broken = new ConcernFiles(api, "folder-broken");
        await Shred(broken.School);
        var (school, folder) = await Watched("folder-whole", broken.School);
        using var watched = folder;
        Leave(broken, "export.csv", ConcernFiles.Of(ConcernFiles.Row("1", 1)));
        Leave(school, "export.csv", ConcernFiles.Of(ConcernFiles.Row("1", 1)));

        await folder.Look();
        await folder.Look();

        Assert.Equal("export.csv", Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(root, broken.School)))));
        Assert.Empty(Directory.GetFiles(Path.Combine(root, school.School)));
        Assert.Single(Directory.GetFiles(Path.Combine(root, school.School, "done"), "*-export.csv"));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    // What is left of a school whose keys were destroyed: nothing of it can be read or written.
    private async Task Shred(string school)
    {
        await using var connection = await (await api.Of<DbDataSource>()).OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO school_key (scope, key_id, wrapped, created_at) VALUES ('{school}', -1, x'', 0)";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<(ConcernFiles School, ImportFolder Folder)> Watched(string id, params string[] others)
    {
        var school = new ConcernFiles(api, id);
        await school.Open();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(others.Prepend(id).Select((each, number) => new KeyValuePair<string, string?>($"Trusts:larkfield:{number}", each))).Build();
        return (school, new ImportFolder(await api.Of<IGrainFactory>(), new FeedDirectory([]), configuration, Options.Create(new ImportFolderOptions { Folder = root }), time, NullLogger<ImportFolder>.Instance));
    }

    /// <summary>Written a minute ago.</summary>
    private string Leave(ConcernFiles school, string name, byte[] file)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(root, school.School)).FullName, name);
        File.WriteAllBytes(path, file);
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime.AddMinutes(-1));
        return path;
    }
}
