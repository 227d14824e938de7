namespace RiskMonitor.Dashboard.Layout;

/// <summary>Light, dark, or as the device prefers.</summary>
public enum Theme
{
    Device,
    Light,
    Dark,
}

/// <summary>How this screen behaves: blanked or not, its theme, its shortcuts. In memory only: nothing is stored on a shared computer.</summary>
public sealed class Screen
{
    public static readonly TimeSpan DoubleEscape = TimeSpan.FromSeconds(1);

    private DateTimeOffset _escapedAt = DateTimeOffset.MinValue;

    public event Action? Changed;

    /// <summary>A key that is not about the screen itself, for the page to act on.</summary>
    public event Action<string>? Pressed;

    public bool Blanked { get; private set; }

    public string BlankedBecause { get; private set; } = "";

    /// <summary>Blanks by itself when hidden or idle.</summary>
    public bool BlanksItself { get; private set; } = true;

    public bool Shortcuts { get; private set; } = true;

    /// <summary>A wall nobody touches is never idle.</summary>
    public bool IsWall { get; private set; }

    /// <summary>Has shown something else than a wall since the page was loaded: somebody sat at it.</summary>
    public bool WasDesk { get; private set; }

    public Theme Theme { get; private set; }

    public void Blank(string because) => Set(() => (Blanked, BlankedBecause) = (true, because));

    public void Show() => Set(() => Blanked = false);

    public void SetBlanksItself(bool value) => Set(() => BlanksItself = value);

    public void SetShortcuts(bool value) => Set(() => Shortcuts = value);

    public void SetTheme(Theme value) => Set(() => Theme = value);

    /// <summary>As the viewer chose in their settings.</summary>
    /// <param name="theme">device, light or dark.</param>
    public void Prefer(string theme, bool shortcuts) => Set(() =>
        (Theme, Shortcuts) = (Enum.TryParse<Theme>(theme, ignoreCase: true, out var chosen) ? chosen : Theme.Device, shortcuts));

    public void SetWall(bool value)
    {
        WasDesk |= !value;
        if (IsWall != value)
        {
            Set(() => IsWall = value);
        }
    }

    public void Left(string because)
    {
        if (BlanksItself && !IsWall && !Blanked)
        {
            Blank(because);
        }
    }

    /// <summary>Two Escapes within a second blank the screen, whatever else is switched off.</summary>
    public void Press(string key, DateTimeOffset at)
    {
        if (Blanked)
        {
            // The first touch only brings the screen back; it must not also act on it.
            if (key != "Escape")
            {
                Show();
            }

            return;
        }

        if (key == "Escape" && at - _escapedAt <= DoubleEscape)
        {
            _escapedAt = DateTimeOffset.MinValue;
            Blank("You blanked this screen.");
            return;
        }

        _escapedAt = key == "Escape" ? at : _escapedAt;
        if (Shortcuts || key == "Escape")
        {
            Pressed?.Invoke(key);
        }
    }

    private void Set(Action change)
    {
        change();
        Changed?.Invoke();
    }
}
