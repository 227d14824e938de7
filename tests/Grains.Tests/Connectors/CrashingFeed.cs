using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Feeds;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>
/// The feed's grain without its grain: the same state, the same decisions of what is news and when all is read, what was handed over stands,
/// and a page that taught it something is stored before it is handed over. A crash loses everything since.
/// </summary>
internal sealed class CrashingFeed : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IUpstream _upstream;
    private FeedState _stored = new();
    private FeedState _state = new();
    private List<Observation> _pending = [];
    private int _read;

    public CrashingFeed(string source, int rowsPerPage = 2)
    {
        var services = new ServiceCollection();
        services.AddConnectors(options => (options.RowsPerPage, options.Retries) = (rowsPerPage, 0));
        _services = services.BuildServiceProvider();
        _upstream = _services.GetServices<IUpstream>().Single(upstream => upstream.Source == source);
    }

    /// <summary>What stands after all that was handed over, as a chronology would have it.</summary>
    public Dictionary<(string Type, string Key), Observation> Standing { get; } = [];

    /// <summary>Another school's feed begins.</summary>
    public void Forget()
    {
        (_stored, _pending) = (new FeedState(), []);
        Standing.Clear();
    }

    /// <summary>A sweep of every stream, or as much of one as there is before the process dies.</summary>
    /// <param name="pages">How many pages are handed over before it does; null when it does not.</param>
    /// <param name="afterPage">What happens meanwhile.</param>
    /// <returns>The first trouble, as the grain would tell it; null when the sweep was complete.</returns>
    public async Task<string?> Sweep(UpstreamBinding binding, int? pages = null, Action<int>? afterPage = null)
    {
        _pending.ForEach(Take);
        (_state, _read) = (_stored, 0);
        var health = await _upstream.Probe(binding, CancellationToken.None);
        string? trouble = null;
        foreach (var stream in _upstream.Streams)
        {
            try
            {
                if (!await Sweep(stream, binding, health, pages, afterPage))
                    return trouble;
            }
            catch (UpstreamException exception)
            {
                // As in the grain: a stream that was read before does not keep back the others, and what was learnt is stored.
                trouble ??= exception.Message;
                if (_state.Of(stream).Watermark is null)
                    break;
            }
        }

        (_stored, _pending) = (_state, []);
        return trouble;
    }

    public void Dispose() => _services.Dispose();

    private async Task<bool> Sweep(string stream, UpstreamBinding binding, UpstreamHealth health, int? pages, Action<int>? afterPage)
    {
        var before = _state.Of(stream);
        var from = before.IsFullReadDue(stream, health.Streams[stream], health.ServerNow) ? null : before.Watermark;
        var reading = new StreamReading(before, from);
        await foreach (var page in _upstream.Sweep(binding, new SweepRequest(stream, from, health.ServerNow, _state.Memory), CancellationToken.None))
        {
            var news = page.Records.Where(reading.IsNews).SelectMany(record => record.Observations).ToList();
            reading.Next(page, health.ServerNow);
            var saying = _state.Saying(stream, news.Count > 0, page.Memory);
            if (news.Count > 0 && !ReferenceEquals(saying, _state))
                (_stored, _pending) = (saying, news);
            _state = saying;
            // It dies just before a page is handed over, or just after.
            if (++_read == pages && pages % 2 == 0)
                return false;
            news.ForEach(Take);
            if (_read == pages)
                return false;
            afterPage?.Invoke(_read);
        }

        _state = _state.With(stream, reading.After(health.ServerNow.AddMinutes(-2), health.Streams[stream], health.ServerNow));
        return true;
    }

    private void Take(Observation observation)
    {
        if (observation is Withdrawn withdrawn)
            Standing.Remove((withdrawn.Of, withdrawn.OfKey));
        else
            Standing[(observation.Type, observation.Key)] = observation;
    }
}
