using Microsoft.AspNetCore.Components;

namespace RiskMonitor.Dashboard.Live;

/// <summary>A part of the screen that follows the boards: it repaints when they change and every second, because ages tick.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private ITimer? _seconds;
    private bool _queued;

    [Inject]
    public required BoardStore Store { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    /// <summary>This device's clock.</summary>
    protected DateTimeOffset At => Time.GetUtcNow();

    protected override void OnInitialized()
    {
        Store.Changed += Repaint;
        _seconds = Time.CreateTimer(_ => Repaint(), null, Second, Second);
    }

    /// <summary>Called before each repaint that the boards or the clock asked for.</summary>
    protected virtual void OnChanged()
    {
    }

    /// <summary>A burst of updates is one repaint.</summary>
    protected void Repaint()
    {
        if (_queued)
        {
            return;
        }

        _queued = true;
        _ = InvokeAsync(async () =>
        {
            await Task.Yield();
            _queued = false;
            OnChanged();
            StateHasChanged();
        });
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Store.Changed -= Repaint;
        _seconds?.Dispose();
    }
}
