using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.BackTesting;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Storage;

namespace RiskMonitor.Silo.Commands;

/// <summary><c>back-test</c>: changed thresholds over what is already known, from a file or from the store. Reads, writes nothing.</summary>
internal static class BackTestCommand
{
    // As sysexits.h names them, so that a script can tell a wrong call from a wrong file.
    private const int WrongUsage = 64;
    private const int NoInput = 66;

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        BackTestOptions options;
        try
        {
            options = BackTestOptions.Read(args);
        }
        catch (ArgumentException wrong)
        {
            await errors.WriteLineAsync($"{wrong.Message}\n{BackTestOptions.Usage}");
            return WrongUsage;
        }

        var (settings, troubles) = RuleThresholds.Apply(RuleSettings.Default, options.Changes);
        foreach (var (key, trouble) in troubles)
            await errors.WriteLineAsync($"{key} {trouble}.");
        if (settings is null)
            return WrongUsage;
        if (options.File is { } file && !File.Exists(file))
        {
            await errors.WriteLineAsync($"There is no file {file}.");
            return NoInput;
        }

        var outcomes = new List<BackTestOutcome>();
        await foreach (var (history, asOf) in Histories(options, cancellation))
        {
            await errors.WriteLineAsync($"{history.Register.School}: {history.Pupils.Length} pupils");
            var from = options.From ?? SchoolYear.Of(SchoolTime.DateOf(asOf)).From;
            outcomes.Add(BackTest.Run(history, RuleBook.Default, new RuleBook(settings), from, asOf, cancellation: cancellation));
        }

        foreach (var line in BackTestTable.Lines(outcomes))
            await output.WriteLineAsync(line);
        return 0;
    }

    private static IAsyncEnumerable<(SchoolHistory History, DateTimeOffset AsOf)> Histories(BackTestOptions options, CancellationToken cancellation) =>
        options.File is { } file ? OfFile(file, options.Schools).ToAsyncEnumerable() : OfStore(options.Schools, cancellation);

    private static List<(SchoolHistory, DateTimeOffset)> OfFile(string file, ImmutableArray<SchoolId> schools)
    {
        using var stream = File.OpenRead(file);
        var known = RiskMonitor.Domain.Replaying.Replay.Read(stream);
        return [.. known.Where(each => schools.IsEmpty || schools.Contains(each.Key)).OrderBy(each => each.Key)
            .Select(each => (SchoolHistory.Of(each.Key, [each.Value]), each.Value.Max(one => one.ReceivedAt)))];
    }

    private static async IAsyncEnumerable<(SchoolHistory, DateTimeOffset)> OfStore(ImmutableArray<SchoolId> schools, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSchoolStore(builder.Configuration);
        using var host = builder.Build();
        var store = host.Services.GetRequiredService<SchoolStore>();
        foreach (var (school, last) in await store.Schools(cancellation))
        {
            if (!schools.IsEmpty && !schools.Contains(school))
                continue;
            var (batches, asOf) = (new List<IReadOnlyList<Observation>>(), DateTimeOffset.MinValue);
            await foreach (var row in store.Read(school, 0, last, cancellation))
            {
                asOf = row.ReceivedAt;
                if (row.Kind.IsObservations())
                    batches.Add([.. ObservationBatchText.Read(row.Body).Select(each => each with { ReceivedAt = row.ReceivedAt })]);
            }

            if (batches.Count > 0)
                yield return (SchoolHistory.Of(school, batches), asOf);
        }
    }
}
