using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Reads a source as the feed's grain does: streams in order, memory carried on, watermarks that move only after a complete sweep.</summary>
internal sealed class Feed : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IUpstream _upstream;
    private readonly Dictionary<string, DateTimeOffset> _watermarks = [];

    private readonly Action _tick;

    /// <param name="tick">Lets the source's clock move on before a poll: what is stamped this very second comes with the next one.</param>
    /// <param name="rowsPerPage">Null: as many as the connector asks for by itself.</param>
    /// <param name="largestAnswerBytes">Null: as large as by default.</param>
    /// <param name="time">By what waits are measured.</param>
    public Feed(
        string source, UpstreamBinding binding, Action? tick = null, int? rowsPerPage = null, int? largestAnswerBytes = null, Action<UpstreamOptions>? patience = null, TimeProvider? time = null)
    {
        _tick = tick ?? (() => { });
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddConnectors(options =>
        {
            options.RetryDelay = TimeSpan.FromMilliseconds(1);
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
            options.LongestWait = TimeSpan.FromSeconds(1);
            options.LongestPause = TimeSpan.FromSeconds(1);
            options.Retries = 2;
            options.RowsPerPage = rowsPerPage ?? options.RowsPerPage;
            options.LargestAnswerBytes = largestAnswerBytes ?? options.LargestAnswerBytes;
            patience?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
        _upstream = _services.GetServices<IUpstream>().Single(upstream => upstream.Source == source);
        Binding = binding;
    }

    public UpstreamBinding Binding { get; set; }

    public UpstreamMemory Memory { get; private set; } = UpstreamMemory.Empty;

    /// <summary>What stands after all that has been read, as a chronology would have it.</summary>
    public Dictionary<(string Type, string Key), Observation> Standing { get; } = [];

    /// <summary>Everything that was told, again and again where it was.</summary>
    public List<Observation> Told { get; } = [];

    public Dictionary<string, Coverage> Coverage { get; } = [];

    public List<Quarantined> Quarantined { get; } = [];

    public IEnumerable<T> All<T>() => Standing.Values.OfType<T>();

    public Task<UpstreamHealth> Probe() => _upstream.Probe(Binding, CancellationToken.None);

    /// <summary>One sweep of every stream, or of those named.</summary>
    public async Task Poll(params string[] streams)
    {
        Quarantined.Clear();
        _tick();
        foreach (var stream in streams.Length == 0 ? [.. _upstream.Streams] : streams)
            await Sweep(stream, _watermarks.TryGetValue(stream, out var mark) ? mark.AddHours(-2) : null);
    }

    public Task ReadFully(string stream) => Sweep(stream, null);

    public void Dispose() => _services.Dispose();

    private async Task Sweep(string stream, DateTimeOffset? from)
    {
        var now = (await Probe()).ServerNow;
        await foreach (var page in _upstream.Sweep(Binding, new SweepRequest(stream, from, now, Memory), CancellationToken.None))
        {
            foreach (var observation in page.Records.SelectMany(record => record.Observations))
                Take(observation);
            Quarantined.AddRange(page.Quarantined);
            Coverage[stream] = page.Coverage;
            Memory = page.Memory;
        }

        _watermarks[stream] = now.AddMinutes(-2);
    }

    private void Take(Observation observation)
    {
        Told.Add(observation);
        if (observation is Withdrawn withdrawn)
            Standing.Remove((withdrawn.Of, withdrawn.OfKey));
        else
            Standing[(observation.Type, observation.Key)] = observation;
    }
}
