using Polly;
using Polly.Retry;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Silo.Hosting;

/// <summary>
/// Wakes each school's imported concerns once after a start. In one process reminders live in its memory and end with it: a concern that waited for its pupil
/// would otherwise not be told when the roll brings the pupil, but when somebody next opens the page.
/// </summary>
internal sealed partial class WaitingImports(IGrainFactory grains, SchoolStore store, ILogger<WaitingImports> log) : BackgroundService
{
    private static readonly ResiliencePipeline UntilStorageAnswers = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<StorageBehindException>(), MaxRetryAttempts = int.MaxValue, Delay = TimeSpan.FromSeconds(5) })
        .Build();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var (school, _) in await UntilStorageAnswers.ExecuteAsync(async stop => await store.Schools(stop), stoppingToken))
        {
            try
            {
                await grains.GetGrain<IConcernImportGrain>(school.Value).State().WaitAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // One school that cannot be opened keeps no other's concerns back.
                NotWoken(school.Value, failure);
            }
        }
    }

    [LoggerMessage(62, LogLevel.Error, "The imported concerns of {School} could not be opened after the start; what waits there is looked at when they are opened next")]
    private partial void NotWoken(string school, Exception failure);
}
